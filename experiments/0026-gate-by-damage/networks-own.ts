/**
 * What the gate says of a network's own outlines, of patients that neither the network nor judge nor gate had seen.
 *   npx -c 'node experiments/0026-gate-by-damage/networks-own.ts ACDC JUDGE-RUN OUT.csv FOLD-MODEL…'
 * JUDGE-RUN: the run folder of cmr train outline-judge; FOLD-MODEL: model folders of 0023.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { acdcHearts, calibrate, type JudgedHeart, judgeDefaults, readTrainingFacts, readTried } from "@cmrkit/learn";
import { openSession } from "@cmrkit/runtime";
import { correctLabels, gateScore, JUDGE_BATCH, judgeOutlines, openSegmenter, outlineNumbers, StudyError } from "@cmrkit/study";
import { judgeModel } from "../../packages/learn/src/self-check/judge-network.ts";
import { labelledPhases } from "../../packages/learn/src/self-check/judged-heart.ts";
import { trainJudge } from "../../packages/learn/src/self-check/train-judge.ts";

const STRUCTURES = [1, 2, 3];

const [data, judgeRun, out, ...models] = process.argv.slice(2);
if (data === undefined || judgeRun === undefined || out === undefined || models.length === 0)
  throw new Error("give ACDC, a judge's run, a table and fold models");

const hearts = await acdcHearts(data);
const config = JSON.parse(readFileSync(join(judgeRun, "run.json"), "utf8")).config as typeof judgeDefaults;
const tried = Array.from({ length: config.folds }, (_, n) => readTried(join(judgeRun, `fold-${n + 1}`, "numbers.csv"))!);

function dice(a: Uint8Array, b: Uint8Array, label: number): number {
  let [both, sum] = [0, 0];
  a.forEach((own, at) => {
    both += Number(own === label && b[at] === label);
    sum += Number(own === label) + Number(b[at] === label);
  });
  return sum === 0 ? Number.NaN : (2 * both) / sum;
}

/** The network's outlines; nothing where it finds no heart. */
async function outlinesOf(heart: JudgedHeart): Promise<{ readonly ed: Uint8Array; readonly es: Uint8Array } | undefined> {
  const model = models.find((folder) => readTrainingFacts(folder).split.validation.includes(heart.id));
  if (model === undefined) return undefined;
  const segmenter = await openSegmenter(model, { threads: 1 });
  try {
    const { labels } = correctLabels(await segmenter.segment(heart.volume)).labels;
    return { ed: labels.subarray(0, labels.length / 2), es: labels.subarray(labels.length / 2) };
  } catch (error) {
    if (error instanceof StudyError && error.kind === "no-heart") return undefined;
    throw error;
  } finally {
    await segmenter.dispose();
  }
}

const rows = ["patient,fold,meanDice,score,limit,verdict,damage"];
for (const [fold, own] of tried.entries()) {
  const { gate } = calibrate(tried.flatMap((others, n) => (n === fold ? [] : others)), config.seed);
  const ids = new Set(own.map(({ patient }) => patient));
  const learntFrom = tried.flatMap((others, n) => (n === fold ? [] : others.map(({ patient }) => patient)));
  const { weights } = await trainJudge({
    hearts: foldOthers(learntFrom),
    config,
    runFolder: join(judgeRun, `fold-${fold + 1}`),
    session: { threads: 1 },
  });
  const judge = await openSession({ bytes: judgeModel(config, JUDGE_BATCH), weights }, { threads: 1 });
  for (const heart of hearts.filter(({ id }) => ids.has(id))) {
    const outlines = await outlinesOf(heart);
    if (!outlines) continue;
    const phases = labelledPhases(heart, { ...heart.outlines, ...outlines });
    const { score, damage } = gateScore(outlineNumbers(phases, await judgeOutlines(judge, phases)), gate);
    const dices = (["ed", "es"] as const).flatMap((phase) =>
      STRUCTURES.map((label) => dice(outlines[phase], heart.outlines[phase], label)),
    );
    const mean = dices.reduce((sum, value) => sum + value, 0) / dices.length;
    const verdict = score > gate.limit ? "review" : "pass";
    rows.push([heart.id, fold + 1, mean.toFixed(4), score.toFixed(3), gate.limit.toFixed(3), verdict, damage].join(","));
    writeFileSync(out, `${rows.join("\n")}\n`);
  }
  await judge.dispose();
}

/** In the order in which the run gave them, so that its checkpoint is known again. */
function foldOthers(patients: readonly string[]): readonly JudgedHeart[] {
  const order = [...new Set(patients)];
  return order.map((id) => hearts.find((heart) => heart.id === id)!);
}
