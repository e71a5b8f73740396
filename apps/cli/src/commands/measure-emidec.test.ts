/** Scar of real hearts as experts drew it, from pictures whose pixels have no size: shares, and no masses. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isMeasured, type LabelName, labelTables, type NamedLabels, notMeasurable } from "@cmrkit/cardiac";
import { fromColumns, makeGrid } from "@cmrkit/imaging";
import { type CasePixels, dataSetNamed, readCaseImage } from "@cmrkit/learn";
import { measureLateEnhancement, type StillInput } from "@cmrkit/study";
import { expect, test } from "vitest";

const data = fileURLToPath(new URL("../../../../../shared/data/emidec", import.meta.url));
const whyNot = "needs shared/data/emidec beside the repository";
const noSize = notMeasurable("nobody says how large a pixel is");

/** Pixels of 1 mm stand for a size that is not known. */
function inputOf({ data: intensities, labels, labelNames, size }: CasePixels): [StillInput, NamedLabels] {
  const [, Z, Y, X] = size;
  const axes = { iAxis: [1, 0, 0], jAxis: [0, 1, 0], kAxis: [0, 0, 10], origin: [0, 0, 0] } as const;
  const grid = makeGrid([X, Y, Z], fromColumns("ijk", "lps", axes));
  const facts = {
    format: "nifti",
    columns: X,
    rows: Y,
    sliceCount: Z,
    frameCount: 1,
    voxelSpacingMm: [1, 1, 10],
  } as const;
  const still: StillInput = {
    volume: { grid, frameCount: 1, data: intensities },
    facts,
    unit: { kind: "none" },
    voxelSizeUnknown: noSize,
    warnings: [{ kind: "orientation-unknown", message: "pictures" }],
  };
  const table = Object.fromEntries(labelNames.map((name: LabelName, n) => [n + 1, name]));
  return [still, { labels: { grid, frameCount: 1, labels: labels! }, table }];
}

test.skipIf(!existsSync(data))(
  `shares are those of the experts' masks, masses are not told (${whyNot})`,
  async () => {
    const cases = dataSetNamed("emidec").list(data);
    const shares = new Map<string, number>();
    for (const each of cases.filter((_, n) => n % 30 === 0)) {
      const pixels = await readCaseImage(each.images[0]!, each.id);
      const count = (name: LabelName) => {
        const number = pixels.labelNames.indexOf(name) + 1;
        return pixels.labels!.reduce((sum, label) => sum + Number(label === number), 0);
      };
      const scar = count("infarct") + count("noReflow");
      const [still, named] = inputOf(pixels);
      const { results, segments } = measureLateEnhancement(still, named, {
        software: "test",
        seenFrom: "apex",
      }).measurements;
      expect(results.mask.scarSharePercent, each.id).toBeCloseTo(
        (100 * scar) / (scar + count("leftVentricularMyocardium")),
        9,
      );
      expect(results.mask).toMatchObject({ scarMassG: noSize, noReflowMassG: noSize, myocardialMassG: noSize });
      expect(isMeasured(segments[0]!.scarSharePercent.mask)).toBe(false);
      shares.set(each.id, Number(results.mask.scarSharePercent));
    }
    expect(Math.max(...[...shares].filter(([id]) => id.startsWith("N")).map(([, share]) => share))).toBe(0);
    expect(Math.min(...[...shares].filter(([id]) => id.startsWith("P")).map(([, share]) => share))).toBeGreaterThan(0);
  },
  120_000,
);

test("EMIDEC's table names the cavity first, as no other table does", () => {
  expect(labelTables.emidec).toMatchObject({ 1: "leftVentricleBloodPool", 3: "infarct", 4: "noReflow" });
});
