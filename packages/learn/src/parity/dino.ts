/** Parity of one step of DINO: scores, loss, gradients, centre, and both networks after AdamW and the moving average. */
import { input, reshape, type Tensor, transpose } from "@cmrkit/graph";
import {
  AVERAGE,
  DINO_CENTER,
  type DinoConfig,
  type DinoCrops,
  dinoBatchGraph,
  dinoInputs,
  dinoOutputs,
  dinoRates,
  ParameterScope,
  zeros as startAtZero,
  stateName,
  vit,
} from "@cmrkit/nn";
import type { SessionOptions } from "@cmrkit/runtime";
import { float32, type HostTensor, type NamedTensors } from "@cmrkit/tensor";
import { openTrainer } from "../training/trainer.ts";
import { compareAfter, TRAINING_TOLERANCE } from "./after-training.ts";
import { compareGroup, type GroupComparison } from "./comparison.ts";
import { type DinoArguments, dinoArguments, dinoConfig, underOurNames } from "./dino-reference.ts";
import { modelParity, runOnce } from "./model-parity.ts";
import { type Reference, referenceConfig, storedTensor, storedUnder } from "./reference.ts";
import { lastingElements } from "./vanishing.ts";

export async function dinoParity(original: Reference, options: SessionOptions): Promise<GroupComparison[]> {
  const settings = referenceConfig(original, dinoArguments);
  const config = dinoConfig(settings);
  const { reference, crops } = underOurNames(original, settings);
  const scalars = stepScalars(settings);
  const forward = await forwardParity(withScalars(reference, scalars), config, crops, options);
  return [...forward, ...(await stepParity(reference, settings, crops, options))];
}

function stepScalars({ adamw, epoch, teacher_momentum, teacher_temp_schedule }: DinoArguments) {
  return {
    learningRate: adamw.lr,
    step: 1,
    emaDecay: teacher_momentum,
    [dinoInputs.weightDecay]: adamw.weight_decay,
    [dinoInputs.lastLayerRate]: 1,
    [dinoInputs.teacherTemperature]: teacher_temp_schedule[epoch]!,
  };
}

function withScalars(reference: Reference, scalars: Readonly<Record<string, number>>): Reference {
  const feeds = Object.entries(scalars).map(([name, value]) => [name, float32([], [value])] as const);
  return { ...reference, io: new Map([...reference.io, ...feeds]) };
}

const CENTER_AFTER = "out.center";
const FEATURES_AFTER = "out.teacher_features_after";
const AFTER_THE_STEP = [CENTER_AFTER, FEATURES_AFTER];

async function forwardParity(reference: Reference, config: DinoConfig, crops: DinoCrops, options: SessionOptions) {
  const scopes = { student: new ParameterScope(), teacher: new ParameterScope(stateName(AVERAGE, "")) };
  const { student, teacher } = dinoOutputs(config, crops, scopes);
  const batch = dinoBatchGraph(config, crops);
  const outputs = { student: cropByCrop(student), teacher: cropByCrop(teacher), loss: batch.loss };
  const untrained = new ParameterScope();
  untrained.buffer(DINO_CENTER, [1, config.head.prototypes], startAtZero);
  const averages = scopes.teacher.specs.map((spec) => ({ ...spec, isBuffer: true }));
  const specs = [...batch.specs, ...averages, ...untrained.specs];
  const io = new Map([...reference.io].filter(([name]) => !AFTER_THE_STEP.includes(name)));
  return modelParity({ ...reference, io }, { specs, outputs, loss: batch.loss }, options);
}

/** Scores (B, V, K) as the original's (V·B, K). */
function cropByCrop(scores: Tensor): Tensor {
  return reshape(transpose(scores, [1, 0, 2]), [-1, scores.shape[2]!]);
}

/** Both networks and the centre after the step, and the teacher's features of the first global crop. */
async function stepParity(
  reference: Reference,
  settings: DinoArguments,
  crops: DinoCrops,
  options: SessionOptions,
): Promise<GroupComparison[]> {
  const config = dinoConfig(settings);
  const { betas, eps } = settings.adamw;
  const program = {
    kinds: new Map([["crops", dinoBatchGraph(config, crops)]]),
    config: { optimiser: { betas, epsilon: eps }, rates: dinoRates(config.head), keepsAverage: true },
    batchesPerUpdate: 1,
  };
  const trainer = openTrainer(program, reference.weights, { session: options });
  try {
    await trainer.update([{ kind: "crops", feeds: reference.io }], stepScalars(settings));
    const ofTeacher = underPrefix(trainer.state, stateName(AVERAGE, ""));
    const lasting = lastingElements(storedUnder(reference, "grad."));
    const after = (network: string, state: NamedTensors) =>
      compareAfter(`after.${network}.*`, state, storedUnder(reference, `after.${network}.`), lasting);
    return [
      after("student", trainer.state),
      after("teacher", ofTeacher),
      afterStep(reference, CENTER_AFTER, trainer.state.get(DINO_CENTER)),
      await featuresAfter(reference, config, underPrefix(ofTeacher, "backbone."), options),
    ];
  } finally {
    await trainer.dispose();
  }
}

function underPrefix(tensors: NamedTensors, prefix: string): NamedTensors {
  return new Map(
    [...tensors]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, tensor]) => [name.slice(prefix.length), tensor]),
  );
}

async function featuresAfter(
  reference: Reference,
  { backbone }: DinoConfig,
  weights: NamedTensors,
  options: SessionOptions,
): Promise<GroupComparison> {
  const image = storedTensor(reference, "in.global.0");
  const { cls } = vit(new ParameterScope(), backbone, input("image", "float32", image.shape));
  const results = await runOnce({ cls }, new Map([...weights, ["image", image]]), options);
  return afterStep(reference, FEATURES_AFTER, results.get("cls"));
}

function afterStep(reference: Reference, name: string, actual: HostTensor | undefined): GroupComparison {
  const stored = new Map([[name, storedTensor(reference, name)]]);
  const results = new Map(actual ? [[name, actual] as const] : []);
  return compareGroup(name, results, stored, { tolerance: TRAINING_TOLERANCE });
}
