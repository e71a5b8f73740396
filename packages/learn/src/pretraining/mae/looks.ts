/** What a run looks at now and then: held-out loss, pictures, and the health of its features. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { SessionOptions } from "@cmrkit/runtime";
import { encodePng } from "@cmrkit/study";
import type { NamedTensors } from "@cmrkit/tensor";
import { writeFileAtomically } from "../../training/atomic-file.ts";
import type { TrainingHook } from "../../training/loop.ts";
import { collapseWarning, type FeatureHealth, healthLine, healthRecord } from "../health/feature-health.ts";
import type { MetricsLog } from "../metrics-log.ts";
import type { MaeConfig } from "./config.ts";
import { openFeatureProbing } from "./feature-probes.ts";
import { type HeldOut, openHeldOut } from "./held-out.ts";
import type { ImageSource } from "./image-source.ts";
import type { MaeStudy } from "./studies.ts";
import type { ViewProbes } from "./view-probes.ts";

export interface LookParts {
  readonly config: MaeConfig;
  readonly source: ImageSource;
  readonly session: SessionOptions;
  readonly heldOut: readonly MaeStudy[];
  readonly probes: ViewProbes;
  readonly runFolder: string;
  readonly log: MetricsLog;
  /** Every weight of the model, from the state of the training. */
  readonly weightsOf: (state: NamedTensors) => NamedTensors;
  /** Fresh weights: what learning is compared with. */
  readonly randomWeights: () => NamedTensors;
  /** Told in one line what was seen. */
  readonly note: (text: string) => void;
}

export interface Looks {
  readonly hooks: readonly TrainingHook[];
  dispose(): Promise<void>;
}

export async function openLooks(parts: LookParts): Promise<Looks> {
  const { config, source, session, heldOut } = parts;
  const held = openHeldOut(heldOut, source, config, session);
  const health = await healthHook(parts);
  const ofHeldOut = held.studies === 0 ? [] : [validationHook(parts, held), pictureHook(parts, held)];
  return {
    hooks: [...ofHeldOut, health.hook],
    dispose: async () => {
      await Promise.all([held.dispose(), health.dispose()]);
    },
  };
}

function validationHook({ config, weightsOf, log, note }: LookParts, held: HeldOut): TrainingHook {
  return {
    every: config.every.validation,
    atStart: true,
    run: async (state, step) => {
      const { loss = Number.NaN, ...ofViews } = await held.loss(weightsOf(state));
      const named = Object.entries(ofViews).map(([name, value]) => [`validation/${name}`, value] as const);
      log.add({ step, validationLoss: loss, ...Object.fromEntries(named) });
      note(`step ${step}: validation loss ${loss.toFixed(5)} on ${held.studies} studies`);
    },
  };
}

function pictureHook({ config, weightsOf, runFolder, note }: LookParts, held: HeldOut): TrainingHook {
  return {
    every: config.every.picture,
    atStart: true,
    run: async (state, step) => {
      const { data, width, height } = await held.picture(weightsOf(state));
      const folder = join(runFolder, "pictures");
      mkdirSync(folder, { recursive: true });
      const path = join(folder, `step-${String(step).padStart(6, "0")}.png`);
      writeFileAtomically(path, encodePng(data, width, height));
      note(`step ${step}: ${path}`);
    },
  };
}

/** Of fewer images no measure means anything. */
const LEAST_PROBES = 8;

/** Learning is measured beside the same network with fresh weights. */
async function healthHook(parts: LookParts) {
  const { config, probes, source, session, weightsOf, randomWeights, log, note } = parts;
  if (probes.probes.length < LEAST_PROBES) {
    note(`health is not checked: ${probes.probes.length} images of ${probes.grid.name}, ${LEAST_PROBES} are needed`);
    return { hook: { every: config.every.health, run: async () => {} }, dispose: async () => {} };
  }
  const probing = await openFeatureProbing(probes, source, config, session);
  let control: FeatureHealth | undefined;
  const hook: TrainingHook = {
    every: config.every.health,
    run: async (state, step) => {
      control ??= await probing.measure(randomWeights());
      const now = await probing.measure(weightsOf(state));
      log.add({ step, ...healthRecord(now, control) });
      note(`step ${step}: ${probes.grid.name} features: ${healthLine(now, control)}`);
      const warning = collapseWarning(now, control);
      if (warning !== undefined) note(warning);
    },
  };
  return { hook, dispose: probing.dispose };
}
