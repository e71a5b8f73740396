import { join } from "node:path";
import { expect, test } from "vitest";
import { readCaseImage } from "./read-case-image.ts";
import { refusalOf } from "./testing/refusal.ts";
import { writeUkbb } from "./testing/ukbb-layout.ts";
import { ukbb } from "./ukbb.ts";

test("a patient with extracted phases has those, labelled by readers and never by a network", () => {
  const folder = writeUkbb();
  const [labelled] = ukbb.list(folder);
  expect(labelled!.images.map(({ name }) => name)).toEqual(["sax ed", "sax es", "lax_4c ed", "lax_4c es"]);
  expect(labelled!.images.map(({ labels }) => labels?.file)).toEqual(
    ["sa_ED", "sa_ES", "la_4ch_ED", "la_4ch_ES"].map((name) => ({
      format: "nifti",
      path: join(folder, "1000001", `label_${name}.nii.gz`),
      frameIndex: 0,
    })),
  );
});

test("of a whole cine the first frame is end-diastole, without labels; patients without a cine of the heart are left out", () => {
  const cases = ukbb.list(writeUkbb());
  expect(cases.map(({ id }) => id)).toEqual(["1000001", "1000002"]);
  expect(cases[1]!.images.map(({ name, labels }) => [name, labels])).toEqual([
    ["sax ed", undefined],
    ["lax_3c ed", undefined],
  ]);
});

test("the short axis is labelled left ventricle first, the four-chamber view left atrium first", async () => {
  const [, , fourChamber] = ukbb.list(writeUkbb())[0]!.images;
  expect(fourChamber!.labels!.meaning).toEqual({ 1: "leftAtrium", 2: "rightAtrium" });
  const { labels, labelNames, data } = await readCaseImage(ukbb.list(writeUkbb())[0]!.images[0]!, "1000001");
  expect(labelNames[labels![data.indexOf(900)]! - 1]).toBe("leftVentricleBloodPool");
});

test("labels in ACDC's order, and a number that the order does not have, are refused when they are read", async () => {
  const swapped = ukbb.list(writeUkbb({ cavity: 3, ring: 2, beside: 1 }))[0]!.images[0]!;
  await expect(readCaseImage(swapped, "1000001")).rejects.toMatchObject({ kind: "label-order" });
  const strange = ukbb.list(writeUkbb({ cavity: 1, ring: 2, beside: 7 }))[0]!.images[0]!;
  await expect(readCaseImage(strange, "1000001")).rejects.toMatchObject({ kind: "bad-label" });
});

test("a folder without patients says what it should hold", () => {
  const error = refusalOf(() => ukbb.list(join(writeUkbb(), "1000001")));
  expect([error.kind, error.message.includes("<eid>/sa.nii.gz")]).toEqual(["data-missing", true]);
});
