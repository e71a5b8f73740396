import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codedMeasures, isMeasured } from "@cmrkit/cardiac";
import { readSegmentation } from "@cmrkit/imaging";
import { parquetReadObjects } from "hyparquet";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Analysis, analyse, measureAgain } from "../analyse.ts";
import { readStudy } from "../input/read-study.ts";
import type { StudyInput } from "../input/study-input.ts";
import { beatingLabels } from "../testing/beating-heart.ts";
import { secretPatient, writeBeatingStudy } from "../testing/beating-study.ts";
import { dicomErrors, hasValidator } from "../testing/dciodvfy.ts";
import { fakeSegmenter } from "../testing/fake-segmenter.ts";
import { inputOf } from "../testing/study-input.ts";
import { diagnosticReportSchema } from "./fhir-schema.ts";
import { assertNameable, type HandOnOptions, handOn } from "./hand-on.ts";
import { type OutputName, outputNames } from "./outputs.ts";

const pdf = new TextEncoder().encode("%PDF-1.7\nnot more than this\n%%EOF\n");
/** A PNG of 4 × 6 pixels: a black line, and a grey one at its end. */
const page = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAQAAAAGCAIAAABrW6giAAAAFklEQVR4nGNgQAb/kQBDAxJAlcHJAQCILDXRnzANdAAAAABJRU5ErkJggg==",
  "base64",
);
const options: HandOnOptions = {
  outputs: outputNames,
  writtenAt: { date: "20260102", time: "030405", instant: "2026-01-02T03:04:05.000Z" },
  identifiers: { kind: "none" },
  printPdf: async () => pdf,
  drawPage: async () => page,
};

let folder = "";
let input: StudyInput;
let analysis: Analysis;
let files: ReadonlyMap<string, Uint8Array>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cmr-hand-on-"));
  await writeBeatingStudy(join(folder, "study"));
  input = await readStudy(join(folder, "study"));
  analysis = await analyse(input, fakeSegmenter(beatingLabels()), {
    software: "cmrkit test",
    subject: { sex: "female", bodySize: { heightCm: 170, weightKg: 65 } },
  });
  files = await made(outputNames);
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

async function made(
  outputs: readonly OutputName[],
  changes: Partial<HandOnOptions> = {},
  of = analysis,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = await handOn(input, of, { ...options, outputs, ...changes });
  return new Map(found.files.map(({ name, content }) => [name, Buffer.from(content)]));
}

const textOf = (name: string) => Buffer.from(files.get(name)!).toString("latin1");
const fhir = () => JSON.parse(textOf("diagnostic-report.json"));

describe("segmentations", () => {
  test.each([
    ["segmentation.dcm", 7],
    ["segmentation-labelmap.dcm", 7],
    ["segmentation-ed.dcm", 1],
    ["segmentation-es.dcm", 1],
  ])("%s holds the labels that were measured", (name, phases) => {
    const { planes, rows, columns } = readSegmentation(files.get(name)!, name);
    const { grid, labels } = analysis.labels;
    const pixels = rows * columns;
    for (const { segmentNumber, temporalPositionIndex: t, inStackPositionNumber: k, pixels: found } of planes) {
      const start = ((t - 1) * grid.size[2] + k - 1) * pixels;
      const inPlane = labels.subarray(start, start + pixels);
      const expected = inPlane.map((label) => (segmentNumber === undefined ? label : Number(label === segmentNumber)));
      expect(Buffer.from(found).equals(expected)).toBe(true); // toEqual takes seconds for arrays of this size
    }
    expect(new Set(planes.map((plane) => plane.temporalPositionIndex)).size).toBe(phases);
    const labelled = planes.reduce((sum, plane) => sum + plane.pixels.filter((pixel) => pixel > 0).length, 0);
    const frames = new Set(planes.map((plane) => plane.temporalPositionIndex - 1));
    const frameSize = pixels * grid.size[2];
    expect(labelled).toBe(labels.filter((label, i) => label > 0 && frames.has(Math.floor(i / frameSize))).length);
  });

  test("one phase is the frame that was measured", () => {
    const { endDiastoleIndex } = analysis.measurements.phases;
    const [plane] = readSegmentation(files.get("segmentation-ed.dcm")!, "ed").planes;
    expect(plane?.temporalPositionIndex).toBe((endDiastoleIndex as number) + 1);
  });
});

describe("reports", () => {
  test.each(["measurements-sr.dcm", "measurements-tid3900.dcm"])(
    "%s says every value with its code and unit",
    (name) => {
      const text = textOf(name);
      const measures = codedMeasures(analysis.measurements);
      expect(measures).toHaveLength(92); // 18 of function, 8 rates and times, 2 strains, 4 of each of 16 segments
      expect(measures.filter(({ value }) => isMeasured(value))).toHaveLength(20); // too few frames, and no taper
      for (const { code, unit, value, site, phase, title } of measures) {
        if (!isMeasured(value)) {
          expect(text).toContain(title);
          continue;
        }
        for (const { value: said } of [code, unit, site ?? code, phase ?? code]) expect(text).toContain(said);
        expect(text).toContain(String(Number(value.toPrecision(12))).slice(0, 8));
      }
      expect(text).toContain("Research use only. Not a medical device.");
    },
  );

  test("a measurement report refers to the segmentation that goes with it", async () => {
    const both = await made(["sr"]);
    expect([...both.keys()]).toEqual(["measurements-sr.dcm", "segmentation.dcm"]);
    const uid = Buffer.from(both.get("segmentation.dcm")!)
      .toString("latin1")
      .match(/2\.25\.\d{30,}/)![0];
    expect(Buffer.from(both.get("measurements-sr.dcm")!).toString("latin1")).toContain(uid);
  });

  test("a measure without a value is a failure with its reason, in DICOM and in FHIR", async () => {
    const labels = beatingLabels();
    const noRight = { ...labels, labels: labels.labels.map((label) => (label === 1 ? 0 : label)) };
    const leftOnly = await analyse(input, fakeSegmenter(noRight), { software: "cmrkit test" });
    const found = await made(["sr-tid3900", "fhir", "csv"], {}, leftOnly);
    const sr = Buffer.from(found.get("measurements-tid3900.dcm")!).toString("latin1");
    expect(sr).toContain("Measurement failure");
    expect(sr).toMatch(/RV ejection fraction: not measurable, because no right ventricular cavity is labelled/);
    const report = JSON.parse(Buffer.from(found.get("diagnostic-report.json")!).toString());
    const reasons = report.contained.flatMap(
      (each: { dataAbsentReason?: { text: string } }) => each.dataAbsentReason ?? [],
    );
    const ofRight = reasons.filter(({ text }: { text: string }) => text.includes("no right ventricular cavity"));
    expect(ofRight).toHaveLength(4);
    expect(Buffer.from(found.get("measurements.csv")!).toString()).toMatch(/RV ejection fraction,[^,]*,,,,,%,/);
  });
});

test("a secondary capture holds the pages as they were drawn, and says that they name nobody", () => {
  const bytes = Buffer.from(files.get("report-sc.dcm")!);
  const rows = Math.round((4 * 297) / 210);
  const pixels = bytes.subarray(-3 * 4 * rows);
  expect(new Set(pixels)).toEqual(new Set([0, 128, 255]));
  const annotation = bytes.indexOf(Buffer.from([0x28, 0x00, 0x01, 0x03]));
  expect(bytes.subarray(annotation + 8, annotation + 10).toString()).toBe("NO");
  expect(bytes.toString("latin1")).toContain("Research use only. Not a medical device.");
});

describe("FHIR", () => {
  test("is what its schema says, with each value as measured", () => {
    const report = diagnosticReportSchema.parse(fhir());
    const values = report.contained.flatMap((each) => ("valueQuantity" in each ? [each.valueQuantity?.value] : []));
    expect(values).toEqual(
      codedMeasures(analysis.measurements).flatMap(({ value }) => (isMeasured(value) ? [value] : [])),
    );
    const fraction = report.contained.find((each) => "code" in each && each.code.text === "LV ejection fraction");
    expect(fraction).toMatchObject({
      code: { coding: [{ system: "http://loinc.org", code: "8811-2" }] },
      valueQuantity: { unit: "%", system: "http://unitsofmeasure.org" },
      referenceRange: [{ low: { value: 54 }, high: { value: 75 } }],
    });
  });

  test("an indexed volume does not bear the code of the whole volume", () => {
    const index = fhir().contained.find((each: { code?: { text: string } }) =>
      each.code?.text.startsWith("LV end-systolic volume index"),
    );
    expect(index.code).toEqual({ text: "LV end-systolic volume index (mL/m2)" });
  });

  test("a report whose references lead nowhere is refused by the schema", () => {
    expect(diagnosticReportSchema.safeParse({ ...fhir(), result: [{ reference: "#gone" }] }).success).toBe(false);
    expect(diagnosticReportSchema.safeParse({ ...fhir(), status: "final" }).success).toBe(false);
  });

  test("names patient and study when asked, by a hash of the key when asked so, else not at all", async () => {
    const report = async (identifiers: HandOnOptions["identifiers"]) =>
      JSON.parse(Buffer.from((await made(["fhir"], { identifiers })).get("diagnostic-report.json")!).toString());
    expect(await report({ kind: "none" })).not.toHaveProperty("subject");
    const plain = await report({ kind: "source" });
    expect(plain.subject.identifier.value).toBe(secretPatient.id);
    expect(plain.imagingStudy[0].identifier).toEqual({ system: "urn:dicom:uid", value: "urn:oid:2.25.1" });
    const hashed = await report({ kind: "hashed", key: new Uint8Array(32).fill(1) });
    const other = await report({ kind: "hashed", key: new Uint8Array(32).fill(2) });
    expect(hashed.subject.identifier.value).toMatch(/^[0-9a-f]{64}$/);
    expect(other.subject.identifier.value).not.toBe(hashed.subject.identifier.value);
  });
});

test("CSV and Parquet hold the same rows", async () => {
  const bytes = files.get("measurements.parquet")!;
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const rows = await parquetReadObjects({ file });
  const lines = textOf("measurements.csv").trimEnd().split("\r\n");
  expect(rows.length).toBe(lines.length - 1);
  expect(lines[1]!.split(",").slice(0, 8)).toEqual(
    ["measure", "title", "structure", "site", "siteCode", "phase", "value", "unit"].map((column) =>
      String(rows[0]![column] ?? ""),
    ),
  );
  expect(rows.map(({ value }) => value)).toEqual(
    codedMeasures(analysis.measurements).map(({ value }) => (isMeasured(value) ? value : null)),
  );
});

test("contours of earlier results are said to be so in every output that names their origin", async () => {
  const earlier = { labels: beatingLabels(), model: analysis.measurements.model, subject: {}, warnings: [] };
  const again = await measureAgain(input, earlier, { software: "cmrkit test" });
  const found = await made(["seg", "sr", "fhir"], {}, again);
  const told = (name: string) => Buffer.from(found.get(name)!).toString("latin1");
  for (const name of found.keys()) expect(told(name)).toContain("read from the segmentation of earlier results");
  expect(told("segmentation.dcm")).toContain("SEMIAUTOMATIC");
  expect(told("diagnostic-report.json")).not.toContain("not checked by a person");
  expect(textOf("segmentation.dcm")).not.toContain("SEMIAUTOMATIC");
  expect(fhir().conclusion).toContain("Contours: drawn by a model, corrected by rule, not checked by a person.");
});

test("the patient is in the DICOM objects, which an archive files by them, and nowhere else", () => {
  const named = [...files.keys()].filter(
    (name) => textOf(name).includes(secretPatient.name) || textOf(name).includes(secretPatient.id),
  );
  expect(named.sort()).toEqual([...files.keys()].filter((name) => name.endsWith(".dcm")).sort());
});

test("what could not be copied is said", async () => {
  const bytes = await readFile(input.dicom!.firstImage);
  const at = bytes.indexOf(Buffer.from([0x10, 0x00, 0x40, 0x00])); // PatientSex, F and a space
  const firstImage = join(folder, "odd-sex.dcm");
  await writeFile(firstImage, Buffer.concat([bytes.subarray(0, at + 8), Buffer.from("Q "), bytes.subarray(at + 10)]));
  const odd = { ...input, dicom: { ...input.dicom!, firstImage } };
  const { notes } = await handOn(odd, analysis, { ...options, outputs: ["seg"] });
  expect(notes).toEqual(["PatientSex of the images breaks the rules of its representation and was not copied"]);
});

test("UIDs that the standard forbids are referred to as they are, and that is said", async () => {
  const { cine } = input.dicom!;
  const odd = { ...input, dicom: { ...input.dicom!, cine: { ...cine, seriesInstanceUid: "1.2.03" } } };
  const { notes } = await handOn(odd, analysis, { ...options, outputs: ["seg"] });
  expect(notes).toEqual([
    "UIDs of the images break the rules of DICOM, such as 1.2.03: what is written refers to them as they are, and validators will name them",
  ]);
});

test("the same analysis at the same moment gives the same files, at another moment other instances", async () => {
  const again = await made(["seg", "sr"]);
  expect([...again].map(([name, bytes]) => [name, Buffer.from(bytes).equals(files.get(name)!)])).toEqual([
    ["segmentation.dcm", true],
    ["measurements-sr.dcm", true],
  ]);
  const later = await made(["seg"], {
    writtenAt: { ...options.writtenAt, time: "030406", instant: "2026-01-02T03:04:06.000Z" },
  });
  const uidOf = (bytes: Uint8Array) =>
    Buffer.from(bytes)
      .toString("latin1")
      .match(/2\.25\.\d{30,}/)![0];
  expect(uidOf(later.get("segmentation.dcm")!)).not.toBe(uidOf(files.get("segmentation.dcm")!));
});

describe("what cannot be had is refused before anything is segmented", () => {
  const refused = async (changes: Partial<HandOnOptions>, of = input) =>
    handOn(of, analysis, { ...options, ...changes }).catch((error) => error);

  test("DICOM objects of NIfTI images", async () => {
    const nifti = inputOf(beatingLabels());
    expect(await refused({ outputs: ["csv", "sr"] }, nifti)).toMatchObject({
      kind: "output-unavailable",
      details: { output: "sr" },
    });
    const tables = await handOn(nifti, analysis, { ...options, outputs: ["fhir", "csv", "parquet"] });
    expect(tables.files.map(({ name }) => name)).toEqual([
      "diagnostic-report.json",
      "measurements.csv",
      "measurements.parquet",
    ]);
  });

  test.each([
    ["of more than 58 characters", "x".repeat(59)],
    ["beyond ASCII", "Herz Zürich"],
    ["with a backslash", "heart\\2"],
  ])("DICOM objects of a model with a name %s; FHIR, CSV and Parquet can have it", (_, name) => {
    const model = { ...analysis.measurements.model, name };
    const asked = (outputs: readonly OutputName[]) => () => assertNameable(model, { ...options, outputs });
    expect(asked(["fhir", "sr"])).toThrow(
      expect.objectContaining({ kind: "output-unavailable", details: { output: "sr" } }),
    );
    expect(asked(["fhir", "csv", "parquet"])).not.toThrow();
  });

  test("but a name of 58 characters can be had, in every object", async () => {
    const { measurements } = analysis;
    const model = { ...measurements.model, name: "x".repeat(58) };
    expect((await made(outputNames, {}, { ...analysis, measurements: { ...measurements, model } })).size).toBe(
      files.size,
    );
  });

  test.each(["pdf", "sc"] as const)("%s without a browser", async (output) => {
    const { printPdf: _, drawPage: __, ...without } = options;
    const error = await handOn(input, analysis, { ...without, outputs: [output] }).catch((thrown) => thrown);
    expect(error).toMatchObject({ kind: "output-unavailable", details: { output } });
    expect(error.message).toContain("install chromium");
  });
});

// dciodvfy of 2022, which Debian has, does not know label maps, whose storage class is of 2024
describe.skipIf(!hasValidator)("the validator of dicom3tools, where it is installed, finds no error", () => {
  test.each([
    ...["segmentation.dcm", "segmentation-ed.dcm", "segmentation-es.dcm"],
    ...["measurements-sr.dcm", "measurements-tid3900.dcm", "report-pdf.dcm", "report-sc.dcm"],
  ])("in %s", (name) => {
    expect(dicomErrors(folder, name, files.get(name)!)).toEqual([]);
  });
});
