import { notMeasurable } from "@cmrkit/cardiac";
import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { phases } from "../datasets/data-set.ts";
import { comparedMeasures } from "./compared-measures.ts";
import { type PatientScore, type StructureScore, scored, summarise } from "./evaluate.ts";

const found = (dice: number, mm: number) => ({ dice, hausdorff95Mm: mm, isMissed: false });
const missed = { dice: 0, hausdorff95Mm: notMeasurable("missing from the predicted mask"), isMissed: true };

function scoreOf(id: string, patient: string, es: Omit<StructureScore, "phase" | "structure">): PatientScore {
  const structures = phases.flatMap((phase) =>
    scored.map((structure) => ({ phase, structure, ...(phase === "es" ? es : found(0.9, 4)) })),
  );
  const nothing = { predicted: notMeasurable("not asked"), reference: notMeasurable("not asked") };
  const measures = Object.fromEntries(Object.keys(comparedMeasures).map((name) => [name, nothing]));
  return { id, patient, group: "NOR", structures, measures: measures as PatientScore["measures"] };
}

test("a structure that is missed has no distance, and is counted beside the mean of the others", () => {
  const scores = [scoreOf("a", "a", found(0.8, 20)), scoreOf("b", "b", missed)];
  const { dice, hausdorff95Mm } = summarise(scores, randomStream(1));
  expect(hausdorff95Mm["leftVentricleBloodPool.es"]).toMatchObject({ mean: 20, n: 1, missed: 1 });
  expect(hausdorff95Mm["leftVentricleBloodPool.both"]).toMatchObject({ mean: 8, n: 2, missed: 1 });
  expect(hausdorff95Mm["leftVentricleBloodPool.ed"]).toMatchObject({ mean: 4, n: 2, missed: 0 });
  expect(dice["leftVentricleBloodPool.es"]!.mean).toBeCloseTo(0.4, 9);
});

test("two cases of one patient count as one patient", () => {
  const scores = [scoreOf("a", "a", found(0.9, 4)), scoreOf("b", "b", found(0.5, 4)), scoreOf("c", "b", found(0.5, 4))];
  const { patients, meanDice } = summarise(scores, randomStream(1));
  expect([patients, meanDice.n]).toEqual([2, 2]);
  expect(meanDice.mean).toBeCloseTo((0.9 + 0.7) / 2, 9);
});
