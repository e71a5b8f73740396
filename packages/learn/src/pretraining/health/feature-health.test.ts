import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { featuresOf } from "../../linear/features.ts";
import { collapseWarning, healthLine, healthMetrics, measureHealth, type ProbeSubject } from "./feature-health.ts";
import { type ProbeCandidate, parseProbeTable, probesOfCatalogue, probesOfTable } from "./probe-set.ts";

const subjects: readonly ProbeSubject[] = Array.from({ length: 60 }, (_, i) => ({
  patient: `p${Math.floor(i / 3)}`,
  study: `s${Math.floor(i / 3)}`,
  label: i < 12 ? null : ["cine sax", "lge sax"][Math.floor(i / 3) % 2]!,
}));

/** Each image knows its class on two axes and its study on twenty, but for noise. */
function knowing(noise: number) {
  const random = randomStream(1);
  const studies = Array.from({ length: 20 }, () => Array.from({ length: 20 }, () => random.normal()));
  const rows = subjects.map((_, i) => {
    const place = Math.floor(i / 3);
    return [...studies[place]!, 9 * (place % 2), 9 - 9 * (place % 2)].map((value) => value + noise * random.normal());
  });
  return featuresOf(Float32Array.from(rows.flat()), 22);
}

test("knowing features are seen to know; the line sets them beside random ones and chance", () => {
  const [now, control] = [measureHealth(knowing(0.05), subjects), measureHealth(knowing(100), subjects)];
  expect(healthMetrics(now)).toMatchObject({
    neighbourBalancedAccuracy: 1,
    linearBalancedAccuracy: 1,
    studyRetrieval: 1,
  });
  expect(now.neighbours).toMatchObject({ images: 48 });
  const line = healthLine(now, control);
  expect(line).toMatch(/^k-NN 1\.000 \(random 0\.\d{3}, chance 0\.500\) {2}linear 1\.000/);
  expect(line).toContain("same study 1.000");
  expect(collapseWarning(now, control)).toBeUndefined();
});

test("of one image there is no spread: the line says so, and no number stands for it", () => {
  const one = measureHealth(featuresOf(Float32Array.of(1, 2), 2), subjects.slice(0, 1));
  expect(healthLine(one, one)).toMatch(/rank – {2}cosine –$/);
  expect(healthMetrics(one)).toEqual({});
  expect(collapseWarning(one, one)).toBeUndefined();
});

test("equal features are warned of in one line", () => {
  const equal = measureHealth(featuresOf(new Float32Array(60 * 4).fill(1), 4), subjects);
  const warning = collapseWarning(equal, measureHealth(knowing(1), subjects));
  expect(warning).toMatch(/^warning: the features are collapsing: features hardly differ/);
  expect(warning).not.toContain("\n");
});

test("without labels the probes are left out, the rest is measured", () => {
  const health = measureHealth(
    knowing(1),
    subjects.map((subject) => ({ ...subject, label: null })),
  );
  expect(healthLine(health, health)).toMatch(/^k-NN – {2}linear – {2}same study/);
  expect(Object.keys(healthMetrics(health))).not.toContain("linearAccuracy");
});

const images: readonly ProbeCandidate[] = Array.from({ length: 300 }, (_, i) => ({
  path: `image${i}.nii`,
  patient: `p${Math.floor(i / 5)}`,
  study: `s${Math.floor(i / 5)}`,
  sequence: i % 5 === 4 ? "unknown" : "cine",
  view: i % 5 < 2 ? "sax" : "unknown",
}));

test("a sample of the catalogue is balanced by label, of few patients, and blind to the catalogue's order", () => {
  const probes = probesOfCatalogue(images, 20, randomStream(3));
  const counts = Map.groupBy(probes, ({ subject }) => subject.label);
  expect([...counts].map(([label, of]) => [label, of.length])).toEqual([
    [null, 20],
    ["cine", 20],
    ["cine sax", 20],
  ]);
  expect(new Set(counts.get("cine sax")!.map(({ subject }) => subject.patient)).size).toBe(10);
  expect(probesOfCatalogue(images.toReversed(), 20, randomStream(3))).toEqual(probes);
});

test("a table labels images by path, and its patients are believed", () => {
  const rows = parseProbeTable("patient,path,label,note\nx,image7.nii,DCM,\ny,image2.nii,HCM,old\n", "t.csv");
  expect(probesOfTable(images, rows, "t.csv").map(({ image, subject }) => [image.path, subject])).toEqual([
    ["image7.nii", { patient: "x", study: "s1", label: "DCM" }],
    ["image2.nii", { patient: "y", study: "s0", label: "HCM" }],
  ]);
});

test("a table may label slices of one image by their height", () => {
  const table = "path,label,patient,height\nimage7.nii,base,x,0.2\nimage7.nii,apex,x,0.8\n";
  const probes = probesOfTable(images, parseProbeTable(table, "t.csv"), "t.csv");
  expect(probes.map(({ image, subject, height }) => [image.path, subject.label, height])).toEqual([
    ["image7.nii", "base", 0.2],
    ["image7.nii", "apex", 0.8],
  ]);
});

test.each([
  ["a column is missing", "path,label\na,b\n", "no column patient"],
  ["a line is short", "path,label,patient\na,b\n", "line 2"],
  ["a path is not in the catalogue", "path,label,patient\nelsewhere,b,c\n", "1 of 1 paths"],
  ["a path occurs twice", "path,label,patient\nimage1.nii,b,c\nimage1.nii,b,c\n", "twice"],
  ["a height is none", "path,label,patient,height\nimage1.nii,b,c,3\n", "line 2: height 3"],
])("a table is refused when %s", (_name, csv, message) => {
  expect(() => probesOfTable(images, parseProbeTable(csv, "t.csv"), "t.csv")).toThrow(
    expect.objectContaining({ kind: "bad-table", message: expect.stringContaining(message) }),
  );
});
