import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { mnms } from "./mnms.ts";
import { readCaseImage } from "./read-case-image.ts";
import { mnmsHeader, writeMnms } from "./testing/mnms-layout.ts";
import { refusalOf } from "./testing/refusal.ts";

test("patients come in the order of the table, with the split of their folder; one without a folder is left out", () => {
  const cases = mnms.list(writeMnms());
  expect(cases.map(({ id, patient, split }) => [id, patient, split])).toEqual([
    ["A0S9V9", "A0S9V9", "training"],
    ["B1C2D3", "B1C2D3", "validation"],
    ["C3D4E5", "C3D4E5", "test"],
    ["E5F6G7", "E5F6G7", "training"],
  ]);
});

test("facts are those of the table, and what it leaves empty or calls nan is absent", () => {
  const [first, second, third, last] = mnms.list(writeMnms()).map(({ facts }) => facts);
  expect(first).toEqual({
    ...{ group: "HCM", sex: "M", ageYears: 41, heightCm: 184, weightKg: 92.5 },
    ...{ vendor: "Siemens", centre: "1" },
  });
  expect(second).toEqual({ group: "NOR", sex: "F", ageYears: 63, vendor: "Philips", centre: "3" });
  expect(third).toMatchObject({ sex: "F", weightKg: 60 });
  expect(third).not.toHaveProperty("heightCm");
  expect(last).not.toHaveProperty("group");
});

test("end-diastole and end-systole are frames from 0 of the cine and of its labels", () => {
  const folder = writeMnms();
  const [ed, es] = mnms.list(folder)[0]!.images;
  const start = join(folder, "Training/Labeled/A0S9V9/A0S9V9_sa");
  expect([ed!.name, es!.name]).toEqual(["sax ed", "sax es"]);
  expect(ed!.channels).toEqual([{ format: "nifti", path: `${start}.nii.gz`, frameIndex: 0 }]);
  expect(es!.labels?.file).toEqual({ format: "nifti", path: `${start}_gt.nii.gz`, frameIndex: 2 });
});

test("labels are read by name: the cavity within the ring is the left ventricle, number 1 of the owners", async () => {
  const image = mnms.list(writeMnms())[0]!.images[1]!;
  const { labels, labelNames, data, spacingMm } = await readCaseImage(image, "A0S9V9");
  const brightest = data.indexOf(900);
  expect(labelNames[labels![brightest]! - 1]).toBe("leftVentricleBloodPool");
  expect(spacingMm).toEqual([9, 1.5, 1.5]);
});

test("the unlabelled part has label files without labels: they are not read, and the frames have none", () => {
  const cases = mnms.list(writeMnms());
  const unlabelled = cases.find(({ id }) => id === "E5F6G7")!;
  expect(unlabelled.images.map(({ name, labels }) => [name, labels])).toEqual([
    ["sax ed", undefined],
    ["sax es", undefined],
  ]);
  expect(cases.filter(({ mayLackLabels }) => mayLackLabels)).toEqual([unlabelled]);
});

test("one frame for both phases, as the table has it for the unlabelled, gives no image and says why", () => {
  const rows = ["4,E5F6G7,GE,C,4,0,0,30,,F,160,51", "0,A0S9V9,Siemens,A,1,0,2,41,HCM,M,184,92"];
  const [unknown, known] = mnms.list(writeMnms({ rows }));
  expect(unknown!.images).toEqual([]);
  expect(unknown!.problems).toEqual([
    { view: "sax", because: expect.stringMatching(/line 2: ED and ES are both frame 0, so neither is known$/) },
  ]);
  expect([known!.images.length, known!.problems]).toEqual([2, undefined]);
});

test("a frame that the cine does not have is refused once it is read, a frame that none can have when listing", async () => {
  const [beyond] = mnms.list(writeMnms({ rows: ["0,A0S9V9,Siemens,A,1,0,25,41,HCM,M,184,92"] }));
  await expect(readCaseImage(beyond!.images[1]!, "A0S9V9")).rejects.toMatchObject({ kind: "bad-image" });
  const error = refusalOf(() => mnms.list(writeMnms({ rows: ["0,A0S9V9,Siemens,A,1,-1,25,41,HCM,M,184,92"] })));
  expect(error.message).toContain("line 2: ED is -1, not a whole number from 0");
});

test("a patient whose folder lacks its cine is named", () => {
  const folder = writeMnms();
  rmSync(join(folder, "Validation/B1C2D3/B1C2D3_sa.nii.gz"));
  const error = refusalOf(() => mnms.list(folder));
  expect([error.kind, error.message.includes("B1C2D3_sa.nii.gz is not there")]).toEqual(["data-missing", true]);
});

test("without the table, a column or any patient there is nothing to list", () => {
  expect(refusalOf(() => mnms.list(writeMnms({ withoutTable: true }))).kind).toBe("data-missing");
  const renamed = refusalOf(() => mnms.list(writeMnms({ header: mnmsHeader.replace("Pathology", "Diagnosis") })));
  expect([renamed.kind, renamed.message.includes("lacks the column Pathology")]).toEqual(["bad-table", true]);
  const none = refusalOf(() => mnms.list(writeMnms({ rows: [] })));
  expect([none.kind, none.message.includes("Training/Labeled")]).toEqual(["data-missing", true]);
});
