import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { scoreColumns } from "../../segmentation/evaluate.ts";
import { compareEvaluations } from "./compare.ts";
import { readComparedValues } from "./compared-values.ts";

const folder = mkdtempSync(join(tmpdir(), "cmrkit-compare-"));

function table(name: string, ...lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

const structures = "patient,case,image,structure,dice,iou,hd95_mm,assd_mm,why";
const measures = "patient,case,measure,predicted,reference,why";
const compared = (a: string, b: string) =>
  compareEvaluations(readComparedValues(a), readComparedValues(b), randomStream(1));

/** Six patients with two phases each, the first model better by 0.1 in one phase and 0.2 in the other. */
const better = [0, 1, 2, 3, 4, 5].flatMap((p) => [
  `p${p},p${p},ed,LV,0.8,0.7,2,1,`,
  `p${p},p${p},es,LV,0.9,0.8,,,"not measurable, because missing from the predicted mask"`,
]);
const worse = [0, 1, 2, 3, 4, 5].flatMap((p) => [`p${p},p${p},ed,LV,0.7,0.6,5,3,`, `p${p},p${p},es,LV,0.7,0.6,9,8,`]);

test("a patient counts once: the mean difference of its images, and an exact sign-flip test over six patients", () => {
  const comparisons = compared(table("a.csv", structures, ...better), table("b.csv", structures, ...worse));
  const dice = comparisons.find(({ quantity }) => quantity === "LV dice")!;
  expect(dice.n).toBe(6);
  expect(dice.difference.estimate).toBeCloseTo(0.15, 9);
  expect(dice.signFlipP).toBeCloseTo(2 / 64, 9);
  expect(dice.wilcoxonP).toBeCloseTo(2 / 64, 9);
});

test("stability is compared where both tables tell it", () => {
  const header = "patient,case,image,structure,dice,iou,hd95_mm,assd_mm,stability,why";
  const a = table("sa.csv", header, "p1,p1,ed,LV,0.8,0.7,2,1,0.95,");
  const b = table("sb.csv", header, "p1,p1,ed,LV,0.7,0.6,5,3,0.9,");
  expect(compared(a, b)).toContainEqual(expect.objectContaining({ quantity: "LV stability", meanA: 0.95, meanB: 0.9 }));
  const older = table("so.csv", structures, "p1,p1,ed,LV,0.7,0.6,5,3,");
  expect(() => compared(a, older)).toThrow(/differ in quantities: 2 only in the first.*stability/);
});

test("of several views one can be compared alone", () => {
  const both = table("both.csv", structures, "p1,p1,sax ed,LV,0.8,0.7,2,1,", "p1,p1,lax_4c ed,LV,0.9,0.8,2,1,");
  const sax = table("sax.csv", structures, "p1,p1,sax ed,LV,0.7,0.6,5,3,");
  expect(() => compared(both, sax)).toThrow(/differ in images/);
  const [dice] = compareEvaluations(readComparedValues(both, "sax"), readComparedValues(sax, "sax"), randomStream(1));
  expect(dice).toMatchObject({ quantity: "mean dice", meanA: 0.8, meanB: 0.7 });
  expect(() => readComparedValues(sax, "lax")).toThrow(/no row of an image whose name begins with lax/);
});

test("images that one model has no distance of are left out of both means", () => {
  const comparisons = compared(table("a.csv", structures, ...better), table("b.csv", structures, ...worse));
  const distance = comparisons.find(({ quantity }) => quantity === "LV hd95_mm")!;
  expect([distance.meanA, distance.meanB]).toEqual([2, 5]);
});

test("clinical numbers are compared by their absolute errors, and a patient without one is counted as left out", () => {
  const a = table("ma.csv", measures, "p1,p1,lvEfPercent,58,60,", "p2,p2,lvEfPercent,,50,not measurable");
  const b = table("mb.csv", measures, "p1,p1,lvEfPercent,65,60,", "p2,p2,lvEfPercent,51,50,");
  expect(compared(a, b)).toMatchObject([
    { quantity: "lvEfPercent absolute error", n: 1, leftOut: 1, meanA: 2, meanB: 5 },
  ]);
});

test("a classifier is compared by its share of right answers", () => {
  const header = "patient,case,image,truth,answer,probabilities";
  const a = table("ca.csv", header, "p1,p1,x,DCM,DCM,0.9 0.1", "p2,p2,x,NOR,NOR,0.2 0.8");
  const b = table("cb.csv", header, "p1,p1,x,DCM,NOR,0.4 0.6", "p2,p2,x,NOR,NOR,0.2 0.8");
  expect(compared(a, b)).toMatchObject([{ quantity: "share right", meanA: 1, meanB: 0.5 }]);
});

test.each([
  ["other patients", worse.slice(2), /differ in patients of mean dice: 1 only in the first/],
  ["other images of the same patients", worse.slice(1), /differ in images or truths/],
])("%s are refused", (_name, lines, message) => {
  const [a, b] = [table("a.csv", structures, ...better), table("b.csv", structures, ...lines)];
  expect(() => compared(a, b)).toThrow(expect.objectContaining({ kind: "bad-prediction" }));
  expect(() => compared(a, b)).toThrow(message);
});

test("other truths of the same patients are refused", () => {
  const a = table("ma.csv", measures, "p1,p1,lvEfPercent,58,60,");
  const b = table("mb.csv", measures, "p1,p1,lvEfPercent,58,61,");
  expect(() => compared(a, b)).toThrow(/images or truths/);
});

test("a table that no evaluation writes is refused with its columns", () => {
  expect(() => readComparedValues(table("x.csv", "a,b", "1,2"))).toThrow(/has the columns a, b/);
  expect(() => readComparedValues(join(folder, "none.csv"))).toThrow(expect.objectContaining({ kind: "data-missing" }));
});

test("landmarks are compared by their distances, each and all", () => {
  const header = "patient,case,image,landmark,predicted_x,predicted_y,reference_x,reference_y,distance,unit,confidence";
  const rows = (distance: number) => ["a", "b"].map((p) => `${p},${p},lax_4c ed,apex,1,2,3,4,${distance},mm,0.5`);
  const comparisons = compared(table("l.csv", header, ...rows(3)), table("m.csv", header, ...rows(5)));
  expect(comparisons.map(({ quantity }) => quantity)).toEqual(["mean distance mm", "apex distance mm"]);
  expect(comparisons[0]!.difference.estimate).toBe(-2);
});

test("long-axis measures of two views of a patient are told apart", () => {
  const header = "patient,case,view,measure,predicted,reference,why";
  const rows = (predicted: number) => ["lax_2c", "lax_4c"].map((view) => `a,a,${view},meanMapseMm,${predicted},10,`);
  const [mapse] = compared(table("n.csv", header, ...rows(12)), table("o.csv", header, ...rows(11)));
  expect(mapse).toMatchObject({ quantity: "meanMapseMm absolute error", n: 1, meanA: 2, meanB: 1 });
});

test("tables of short-axis models are compared by overlaps, distances and errors of measures", () => {
  const row = (id: string, dice: number, lvef: string) =>
    scoreColumns
      .map((column) => {
        if (column === "id") return id;
        if (column === "group") return "NOR";
        if (column.startsWith("dice")) return dice;
        if (column.startsWith("hd95")) return "2.5";
        if (column === "lvEfPercent_predicted") return lvef;
        return column === "lvEfPercent_reference" ? "60" : "";
      })
      .join(",");
  const header = scoreColumns.join(",");
  const a = table("a-hearts.csv", header, ...["p1", "p2", "p3"].map((id) => row(id, 0.9, "62")));
  const b = table("b-hearts.csv", header, ...["p1", "p2", "p3"].map((id) => row(id, 0.8, "55")));
  const found = new Map(compared(a, b).map((each) => [each.quantity, each.difference.estimate]));
  expect(found.get("mean dice")).toBeCloseTo(0.1, 9);
  expect(found.get("RV dice")).toBeCloseTo(0.1, 9);
  expect(found.get("mean hd95Mm")).toBe(0);
  expect(found.get("lvEfPercent absolute error")).toBeCloseTo(-3, 9);
});
