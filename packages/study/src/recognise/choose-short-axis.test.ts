import { DicomError, groupSeries, joinSliceSeries } from "@cmrkit/imaging";
import { expect, test } from "vitest";
import { type PlannedSeries, plannedSeries } from "../testing/planned-study.ts";
import { chooseShortAxis } from "./choose-short-axis.ts";
import { parseSeriesOverride } from "./overrides.ts";
import { recogniseSeries } from "./recognise.ts";

const shortAxis = { number: 1, plane: "across", slices: 4, frames: 8, description: "cine sax" } as const;
const axial = { number: 2, plane: "axial", slices: 9, frames: 8, description: "cine tra" } as const;

async function chosen(plans: readonly PlannedSeries[], ...overrides: readonly string[]) {
  const { series, unjoined } = joinSliceSeries(groupSeries(plans.flatMap(plannedSeries)));
  const recognised = await recogniseSeries(series, { overrides: overrides.map(parseSeriesOverride) });
  const { choice, warnings } = chooseShortAxis(recognised, unjoined);
  const all = [...choice.warnings, ...warnings];
  return { number: choice.series.instances[0]!.seriesNumber, warnings: all, kinds: all.map(({ kind }) => kind) };
}

test("the short-axis cine is taken where a larger cine stack lies otherwise", async () => {
  expect(await chosen([axial, shortAxis])).toMatchObject({ number: 1, kinds: [] });
});

test("perfusion and flow through the same slices are no candidates, however many images they have", async () => {
  const perfusion = { ...shortAxis, number: 3, frames: 12, frameMs: 850, description: "perf" };
  const flow = { ...shortAxis, number: 4, frames: 20, technique: { isPhaseContrast: true } };
  expect(await chosen([perfusion, flow, shortAxis])).toMatchObject({ number: 1, kinds: [] });
});

test("the user's series goes before all others, by number or UID, and what contradicts it is a warning", async () => {
  for (const which of ["2", "1.2.3.2", "2=cine/sax"]) {
    const { number, warnings } = await chosen([axial, shortAxis], which);
    expect(number).toBe(2);
    expect(warnings).toMatchObject([
      { kind: "series-kind-disputed", message: expect.stringMatching(/though at \d+° to the short-axis stack/) },
    ]);
  }
  expect(await chosen([axial, shortAxis], "1")).toMatchObject({ number: 1, kinds: [] });
});

test("what the user says is something else is not taken", async () => {
  const { number } = await chosen([shortAxis, { ...shortAxis, number: 5 }], "5=perfusion/sax");
  expect(number).toBe(1);
});

test("a stack that nothing but its extent speaks for is taken with a warning", async () => {
  const { number, warnings } = await chosen([{ ...axial, description: "" }]);
  expect(number).toBe(2);
  expect(warnings).toMatchObject([{ kind: "series-kind-uncertain", message: expect.stringContaining("no stack") }]);
});

test("of a repeated stack the last whole one counts, with the evidence in its warning", async () => {
  const { number, warnings } = await chosen([shortAxis, { ...shortAxis, number: 7 }]);
  expect(number).toBe(7);
  expect(warnings).toMatchObject([
    { kind: "repeated-acquisition", message: expect.stringContaining("SeriesDescription says “cine”") },
  ]);
});

test("where there is none, every series is named with what it was taken for", async () => {
  const attempt = chosen([{ ...shortAxis, frames: 12, frameMs: 850, description: "perf" }]);
  await expect(attempt).rejects.toThrow(DicomError);
  await expect(attempt).rejects.toMatchObject({
    kind: "no-cine",
    message: expect.stringMatching(/perfusion: SeriesDescription says “perf”.*--series/),
  });
});

test("slices that look like a stack but are none are named in the refusal", async () => {
  const slices = [0, 1, 3].map((k) => ({ ...shortAxis, number: 10 + k, slices: 1, offset: k }));
  await expect(chosen(slices)).rejects.toMatchObject({
    kind: "no-cine",
    message: expect.stringContaining("3 series of one slice each, number 10, 11, 13, look like one stack"),
  });
});
