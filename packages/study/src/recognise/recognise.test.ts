import { type DicomInstance, groupSeries } from "@cmrkit/imaging";
import { expect, test } from "vitest";
import { type PlannedSeries, plannedSeries } from "../testing/planned-study.ts";
import { parseSeriesOverride } from "./overrides.ts";
import { type RecogniseOptions, recogniseSeries } from "./recognise.ts";
import { contradictionOf, groundsOf, titleOf } from "./tell.ts";

const stack = { number: 1, plane: "across", slices: 4, frames: 8 } as const satisfies PlannedSeries;
const planes = [
  { number: 2, plane: { aroundAxisDeg: 80 }, frames: 8 },
  { number: 3, plane: { aroundAxisDeg: 140 }, frames: 8 },
  { number: 4, plane: { aroundAxisDeg: 20 }, frames: 8 },
] as const satisfies readonly PlannedSeries[];

async function recognised(plans: readonly PlannedSeries[], options: RecogniseOptions = {}) {
  const found = await recogniseSeries(groupSeries(plans.flatMap(plannedSeries)), options);
  return found.map(({ sequence, view }) => ({ sequence, view, kind: `${titleOf(sequence)}, ${titleOf(view)}` }));
}

async function kindsOf(...plans: readonly PlannedSeries[]) {
  return (await recognised(plans)).map(({ kind }) => kind);
}

/** Of one series alone, or of it beside the short-axis stack. */
async function kindOf(plan: PlannedSeries, ...others: readonly PlannedSeries[]) {
  const found = await recognised([plan, ...others]);
  return found[0]!;
}

test("a study without any description is recognised by its times and planes", async () => {
  expect(await kindsOf(stack, ...planes)).toEqual([
    "cine, short-axis stack",
    "cine, two-chamber",
    "cine, three-chamber",
    "cine, four-chamber",
  ]);
});

test("which views three planes are follows from their order around the axis, within what hearts are rolled by", async () => {
  const rolled = [93, 153, 33].map((aroundAxisDeg, n) => ({ number: n + 2, plane: { aroundAxisDeg }, frames: 8 }));
  const found = await recognised([stack, ...rolled]);
  expect(found.map(({ kind }) => kind).slice(1)).toEqual([
    "cine, two-chamber",
    "cine, three-chamber",
    "cine, four-chamber",
  ]);
});

test("planes rolled half-way between two views are left open, and both are named", async () => {
  const { view } = await kindOf({ number: 0, plane: { aroundAxisDeg: 45 }, frames: 8 }, stack);
  expect(view).toMatchObject({ kind: "unknown", because: expect.stringContaining("lax_2c or lax_4c") });
});

test("a single plane and a wrong description of it leave the view open", async () => {
  const { view } = await kindOf({ number: 0, plane: { aroundAxisDeg: 20 }, frames: 8, description: "cine 2ch" }, stack);
  expect(view).toMatchObject({ kind: "unknown", because: expect.stringContaining("SeriesDescription says “2ch”") });
});

test("three planes overrule a wrong description of one, which is shown", async () => {
  const [wrong, ...others] = planes;
  const { view, kind } = await kindOf({ ...wrong!, number: 0, description: "cine 4ch" }, stack, ...others);
  expect(kind).toBe("cine, two-chamber");
  expect(contradictionOf(view)).toBe("SeriesDescription says “4ch”");
});

test.each<[string, PlannedSeries, string]>([
  ["a beating stack called late enhancement", { ...stack, description: "LGE sax" }, "SeriesDescription says “lge”"],
  ["a stack called four-chamber", { ...stack, description: "cine 4ch" }, "SeriesDescription says “4ch”"],
])("%s is a short-axis cine all the same, and the contradiction is shown", async (_, plan, said) => {
  const { sequence, view, kind } = await kindOf(plan, ...planes);
  expect(kind).toBe("cine, short-axis stack");
  expect([contradictionOf(sequence), contradictionOf(view)]).toContain(said);
});

test("one image at each position is no cine, whatever its description says", async () => {
  const { sequence } = await kindOf({ ...stack, frames: 1, description: "cine sax" });
  expect(sequence).toMatchObject({
    kind: "unknown",
    because: "SeriesDescription says “cine”, but one image at each position",
  });
});

const still = { number: 0, plane: "across", slices: 4 } as const;

test.each<[string, PlannedSeries, string]>([
  ["inverted stills", { ...still, technique: { inversionTimeMs: 280 } }, "late enhancement, magnitude"],
  [
    "the real part of inverted stills",
    { ...still, technique: { inversionTimeMs: 280, complexImageComponent: "REAL" } },
    "late enhancement, phase-sensitive",
  ],
  [
    "Philips' real images",
    { ...still, imageType: ["ORIGINAL", "PRIMARY", "R_IR", "R", "IR"], description: "LGE sax" },
    "late enhancement, phase-sensitive",
  ],
  ["the magnitude beside PSIR", { ...still, description: "psir_sax_MAG" }, "late enhancement, magnitude"],
  ["a map by its image type", { ...still, imageType: ["DERIVED", "PRIMARY", "T1 MAP", "ND"] }, "T1 map"],
  ["milliseconds that are called T2 map", { ...still, technique: { unit: "ms" }, description: "T2map sax" }, "T2 map"],
  [
    "a map that states its last inversion",
    { ...still, technique: { inversionTimeMs: 100 }, description: "T1map" },
    "T1 map",
  ],
  ["an extracellular volume map", { ...still, description: "ECV sax" }, "ECV map"],
  ["T2* in words, which is no T2 map", { ...still, description: "T2* map" }, "other"],
  [
    "a localiser by its type",
    { ...still, plane: "axial", imageType: ["ORIGINAL", "PRIMARY", "LOCALIZER"] },
    "localiser",
  ],
  ["black blood", { ...still, plane: "axial", description: "haste tra" }, "black blood"],
  [
    "velocity encoding in Siemens' sequence name",
    { ...still, slices: 1, frames: 9, technique: { sequenceName: "*fl2d1_v150in" }, description: "cine ao" },
    "flow",
  ],
  [
    "velocity encoding of an enhanced object",
    { ...still, frames: 9, technique: { velocityEncodingCmPerS: 150 } },
    "flow",
  ],
  ["flow in words, through one beat", { ...still, frames: 9, description: "Qflow Ao" }, "flow"],
  ["twelve beats at each position", { ...still, slices: 3, frames: 12, frameMs: 850 }, "perfusion"],
  [
    "delays that scatter from beat to beat",
    {
      ...still,
      slices: 3,
      frames: 12,
      each: (image, _, t) => ({ ...image, triggerTimeMs: 600 + ((t * 37) % 11) ** 2 }),
      description: "perf",
    },
    "perfusion",
  ],
  ["a short-axis cine after contrast", { ...stack, description: "cine sax pc" }, "cine"],
  [
    "a train of inversion times",
    { ...still, slices: 1, frames: 8, each: (image, _, t) => withInversion(image, 100 + 80 * t), description: "MOLLI" },
    "other",
  ],
])("%s: %#", async (_, plan, title) => {
  expect(titleOf((await kindOf(plan)).sequence)).toBe(title);
});

function withInversion(image: DicomInstance, inversionTimeMs: number): DicomInstance {
  return { ...image, technique: { ...image.technique, inversionTimeMs } };
}

test("two names of equal weight that differ leave the sequence open, and both are told", async () => {
  const plan = { ...still, description: "T1 map sax", technique: { protocolName: "T2 map sax" } };
  expect((await kindOf(plan)).sequence).toMatchObject({
    kind: "unknown",
    because: "it may be t1_map or t2_map: SeriesDescription says “t1 map”; ProtocolName says “t2 map”",
  });
});

test("a protocol name that repeats the description counts once: times decide", async () => {
  const names = { description: "LGE sax", technique: { protocolName: "LGE sax" } };
  expect((await kindOf({ ...stack, ...names })).kind).toBe("cine, short-axis stack");
});

test("stills in three directions of one series are a localiser", async () => {
  const directions = ["axial", "coronal", "sagittal"] as const;
  const found = await recognised(directions.map((plane, n) => ({ number: n + 1, plane, slices: 5, uid: "1.2.9" })));
  expect(found.map(({ kind }) => kind)).toEqual(Array(3).fill("localiser, unknown"));
  expect(groundsOf(found[0]!.sequence)).toContain("three directions at right angles");
});

test("one slice across the ventricle is a single slice; an axial stack is no view", async () => {
  expect((await kindOf({ ...still, slices: 1, description: "T1 map SAX" }, stack)).kind).toBe("T1 map, single slice");
  const { view } = await kindOf({ number: 0, plane: "axial", slices: 20, description: "haste" }, stack);
  expect(view).toMatchObject({ kind: "unknown", because: expect.stringContaining("usual views") });
});

test("a stack of axial cines does not pass for the short axis, even if it is larger", async () => {
  const axial = { number: 0, plane: "axial", slices: 7, frames: 8 } as const;
  expect(await kindsOf(axial, stack, ...planes)).toEqual([
    "cine, unknown",
    "cine, short-axis stack",
    "cine, two-chamber",
    "cine, three-chamber",
    "cine, four-chamber",
  ]);
});

test("outflow tract and aorta are told by words where planes allow them", async () => {
  const outflow = { ...planes[1], number: 0, description: "cine LVOT" };
  const aorta = { number: 0, plane: { leaningDeg: 50 }, frames: 9, description: "flow AoV" } as const;
  expect((await kindOf(outflow, stack)).kind).toBe("cine, outflow tract (LVOT)");
  expect((await kindOf(aorta, stack)).kind).toBe("flow, aortic");
});

test("what the user says goes before everything, and what speaks against it is shown", async () => {
  const overrides = [parseSeriesOverride("1=perfusion/lvot")];
  const [{ kind, view }] = (await recognised([{ ...stack, description: "cine sax" }], { overrides })) as [
    Awaited<ReturnType<typeof kindOf>>,
  ];
  expect(kind).toBe("perfusion, outflow tract (LVOT)");
  expect(contradictionOf(view)).toContain("SeriesDescription says “sax”");
});

const classifierOf = (probability: number) => async () => [
  { sequence: "lge", view: "sax", probability } as const,
  { sequence: "cine", view: "sax", probability: 1 - probability } as const,
];

test("a classifier is one witness among others: it decides what all else leaves open", async () => {
  const classify = classifierOf(0.95);
  const [beating] = await recognised([stack], { classify });
  expect(beating!.kind).toBe("cine, short-axis stack");
  expect(contradictionOf(beating!.sequence)).toBe("the classifier says lge with 95 %");
  const [single] = await recognised([still], { classify });
  expect(single!.kind).toBe("late enhancement, magnitude, short-axis stack");
});

test("no word gives way to a classifier, however sure: it knows few kinds, and studies have many", async () => {
  const [named] = await recognised([{ ...still, description: "T1 map" }], { classify: classifierOf(0.99) });
  expect(named!.kind).toContain("T1 map");
  expect(contradictionOf(named!.sequence)).toBe("the classifier says lge with 99 %");
});

test("a classifier that knows one long axis does not say which of the three a plane is", async () => {
  const kinds = (probability: number) => [
    { sequence: "cine", view: "lax_4c", probability } as const,
    { sequence: "cine", view: "sax", probability: 1 - probability } as const,
  ];
  const between = [{ number: 0, plane: { aroundAxisDeg: 45 }, frames: 8 }, stack] as const;
  const [open] = await recognised(between, { classify: async () => kinds(0.95) });
  expect(open!.view).toMatchObject({
    kind: "unknown",
    because: expect.stringContaining("the only long axis that it knows"),
  });
  const more = [...kinds(0.95), { sequence: "cine", view: "lax_2c", probability: 0 } as const];
  const [told] = await recognised(between, { classify: async () => more });
  expect(told!.view).toMatchObject({ kind: "recognised", value: "lax_4c" });
});

test("a classifier that is not sure decides nothing, and is heard", async () => {
  const [single] = await recognised([still], { classify: classifierOf(0.65) });
  expect(single!.sequence.kind).toBe("unknown");
  expect(single!.sequence.evidence.map(({ saw }) => saw)).toContain("the classifier says lge with 65 %");
});

test.each<[string, string]>([
  ["99=cine/sax", "the study has no series 99; it has 1"],
  ["1=cine/side", "views are sax, lax_2c"],
  ["heart", "expected the number or UID of a series"],
])("--series %s is refused: %s", async (text, message) => {
  const attempt = async () => recognised([stack], { overrides: [parseSeriesOverride(text)] });
  await expect(attempt()).rejects.toMatchObject({ kind: "input", message: expect.stringContaining(message) });
});
