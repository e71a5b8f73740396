import { groupSeries, joinSliceSeries } from "@cmrkit/imaging";
import { describe, expect, test } from "vitest";
import { type PlannedSeries, plannedSeries } from "../testing/planned-study.ts";
import { chooseShortAxis } from "./choose-short-axis.ts";
import { NoShortAxis } from "./no-short-axis.ts";
import { parseSeriesOverride } from "./overrides.ts";
import { recogniseSeries } from "./recognise.ts";

const shortAxis = { number: 1, plane: "across", slices: 4, frames: 8, description: "cine sax" } as const;
const axial = { number: 2, plane: "axial", slices: 9, frames: 8, description: "cine tra" } as const;

async function chosen(plans: readonly PlannedSeries[], ...overrides: readonly string[]) {
  const { series, unjoined } = joinSliceSeries(groupSeries(plans.flatMap(plannedSeries)));
  const recognised = await recogniseSeries(series, { overrides: overrides.map(parseSeriesOverride) });
  const { choice, warnings } = chooseShortAxis(recognised, unjoined);
  const all = [...choice.warnings, ...warnings];
  const { seriesInstanceUid: uid, stackNumber, instances } = choice.series;
  return { number: instances[0]!.seriesNumber, uid, stackNumber, warnings: all, kinds: all.map(({ kind }) => kind) };
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

describe("where there is no short-axis cine", () => {
  const perfusion = { ...shortAxis, number: 8, frames: 12, frameMs: 850, description: "perf" };
  const twoChamber = { number: 2, plane: { aroundAxisDeg: 50 }, frames: 8, description: "cine 2ch" } as const;
  const lge = { number: 5, plane: "across", slices: 4, description: "LGE SAX" } as const;

  test("the nearest series is named in one line, and each with what it was taken for and what it lacks", async () => {
    const attempt = chosen([twoChamber, lge, perfusion]);
    await expect(attempt).rejects.toThrow(NoShortAxis);
    await expect(attempt).rejects.toMatchObject({
      kind: "no-cine",
      message:
        "none of 3 series is a short-axis cine, a stack of at least 3 parallel slices that beats; the nearest, series 8 (perfusion, short-axis stack): no cine",
      series: [
        {
          handle: "2",
          description: "cine 2ch",
          recognisedAs: "cine, two-chamber",
          lacks: ["no short axis", "1 slice"],
        },
        { handle: "5", lacks: ["no cine", "one frame, so it does not beat"] },
        { handle: "8", recognisedAs: "perfusion, short-axis stack", lacks: ["no cine"] },
      ],
      advice: expect.stringContaining("say so: --series 8."),
    });
  });

  test("naming a series is not advised where none has slices and frames enough", async () => {
    await expect(chosen([twoChamber])).rejects.toMatchObject({
      message: expect.stringContaining("the one series is no short-axis cine"),
      advice: "No series has slices and frames enough: look whether the study is whole.",
    });
  });

  test("a series that the user names is the nearest, and lacks what naming cannot give", async () => {
    await expect(chosen([shortAxis, twoChamber], "2")).rejects.toMatchObject({
      message: expect.stringMatching(/the nearest, series 2 \(cine, short-axis stack\): 1 slice$/),
      series: [
        { handle: "1", lacks: ["another series is named"] },
        { handle: "2", lacks: ["1 slice"] },
      ],
    });
  });

  test("slices that look like a stack but are none come first in the refusal", async () => {
    const slices = [0, 1, 3].map((k) => ({ ...shortAxis, number: 10 + k, slices: 1, offset: k }));
    await expect(chosen(slices)).rejects.toMatchObject({
      kind: "no-cine",
      message: expect.stringMatching(/^3 series of one slice each, number 10, 11, 13, look like one stack/),
    });
  });
});

describe("where several series have one number", () => {
  const other = { ...shortAxis, uid: "1.2.3.99" };

  test("it names none; the refusal tells their UIDs, which do", async () => {
    await expect(chosen([shortAxis, other], "1")).rejects.toMatchObject({
      kind: "input",
      message:
        "2 series have the number 1; name one by its UID, as cmr inspect shows it: 1.2.3.1 (4 slices × 8 frames), 1.2.3.99 (4 slices × 8 frames)",
    });
    expect(await chosen([shortAxis, other], "1.2.3.99")).toMatchObject({ uid: "1.2.3.99", kinds: [] });
  });

  test("of the stacks of one series each has a number after a colon", async () => {
    const axes = [{ ...axial, uid: "1.2.3.1", number: 1 }, shortAxis];
    expect(await chosen(axes, "1:2")).toMatchObject({ stackNumber: 2 });
    expect(await chosen(axes, "1.2.3.1:2")).toMatchObject({ stackNumber: 2 });
  });
});
