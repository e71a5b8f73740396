/** From labelled patients to a calibrated judge: folds that try it on patients it never saw, then one that saw all. */
import { join } from "node:path";
import { openSession, type SessionOptions } from "@cmrkit/runtime";
import { JUDGE_BATCH } from "@cmrkit/study";
import { permutation, randomStream } from "@cmrkit/tensor";
import { LearnError } from "../errors.ts";
import { writeFileAtomically } from "../training/atomic-file.ts";
import type { TrainingProgress } from "../training/loop.ts";
import { calibrate } from "./calibration.ts";
import { type JudgeFacts, writeJudgeModel } from "./export-judge.ts";
import { judgeCard } from "./judge-card.ts";
import type { JudgeConfig } from "./judge-config.ts";
import { judgeModel } from "./judge-network.ts";
import type { JudgedHeart } from "./judged-heart.ts";
import { trainJudge } from "./train-judge.ts";
import { readTried, writeTried } from "./tried-table.ts";
import { type TriedOutlines, tryJudge } from "./try-judge.ts";

export interface JudgeMaking {
  readonly hearts: readonly JudgedHeart[];
  readonly config: JudgeConfig;
  /** Receives a folder for each fold with its checkpoint and `numbers.csv`, `model/` and its `card.md`. */
  readonly runFolder: string;
  readonly name: string;
  readonly session?: SessionOptions;
  /** @param part Which training it is, of how many. */
  readonly onUpdate?: (progress: TrainingProgress, part: number, parts: number) => void;
  /** Told after each patient of a fold that its judge was tried on. */
  readonly onTried?: (patients: number, of: number, fold: number) => void;
  readonly shouldStop?: () => boolean;
}

/**
 * Makes a judge, or goes on with what an earlier call left.
 * @returns what it learnt and where its limit lies; nothing where it was stopped.
 * @throws {LearnError} `bad-config` for fewer patients than folds, and what training throws.
 */
export async function makeJudge(making: JudgeMaking): Promise<JudgeFacts | undefined> {
  const { hearts, config, runFolder, name } = making;
  const folds = foldsOf(hearts, config);
  const tried: TriedOutlines[] = [];
  for (const fold of folds.keys()) {
    const own = await triedFold(making, folds, fold);
    if (!own) return undefined;
    tried.push(...own);
  }
  const whole = await train(making, hearts, folds.length, folds.length + 1);
  if (whole.step < config.optimiser.steps) return undefined;
  const ids = folds.map((fold) => fold.map(({ id }) => id));
  const facts = { config, folds: ids, steps: whole.step, calibration: calibrate(tried, config.seed) };
  const written = writeJudgeModel(join(runFolder, "model"), name, whole.weights, facts);
  writeFileAtomically(join(runFolder, "card.md"), judgeCard({ name, facts, ...written }));
  return facts;
}

/** What a judge that learnt from the other folds says of this one. */
async function triedFold(
  making: JudgeMaking,
  folds: readonly (readonly JudgedHeart[])[],
  fold: number,
): Promise<readonly TriedOutlines[] | undefined> {
  const { hearts, config, runFolder, session: options } = making;
  const table = join(runFolder, partName(fold, folds.length), "numbers.csv");
  const known = readTried(table);
  if (known) return known;
  const others = folds.flatMap((own, n) => (n === fold ? [] : own));
  const { weights, step } = await train(making, others, fold, folds.length + 1);
  if (step < config.optimiser.steps) return undefined;
  const session = await openSession({ bytes: judgeModel(config, JUDGE_BATCH), weights }, options);
  const random = randomStream(config.seed).fork("tried");
  const tried: TriedOutlines[] = [];
  for (const [at, heart] of folds[fold]!.entries()) {
    const other = hearts[(hearts.indexOf(heart) + 1) % hearts.length]!;
    tried.push(...(await tryJudge(session, heart, other, random.fork(heart.id))));
    making.onTried?.(at + 1, folds[fold]!.length, fold);
  }
  await session.dispose();
  writeTried(table, tried);
  return tried;
}

function train(making: JudgeMaking, hearts: readonly JudgedHeart[], part: number, parts: number) {
  const { config, runFolder, session, onUpdate, shouldStop } = making;
  return trainJudge({
    hearts,
    config,
    runFolder: join(runFolder, partName(part, parts - 1)),
    ...(session && { session }),
    ...(onUpdate && { onUpdate: (progress) => onUpdate(progress, part, parts) }),
    ...(shouldStop && { shouldStop }),
  });
}

function partName(part: number, folds: number): string {
  return part < folds ? `fold-${part + 1}` : "whole";
}

function foldsOf(hearts: readonly JudgedHeart[], { folds, seed }: JudgeConfig): readonly (readonly JudgedHeart[])[] {
  if (hearts.length < folds)
    throw new LearnError("bad-config", `${hearts.length} patients are too few for ${folds} folds`);
  const order = permutation(hearts.length, randomStream(seed).fork("folds"));
  return Array.from({ length: folds }, (_, fold) => hearts.filter((_, n) => order.indexOf(n) % folds === fold));
}
