import { fromColumns, makeGrid } from "@cmrkit/imaging";
import { randomStream } from "@cmrkit/tensor";
import { describe, expect, test } from "vitest";
import type { Analysis } from "../analyse.ts";
import { beatingLabels } from "../testing/beating-heart.ts";
import { analysisOf } from "../testing/study-input.ts";
import { cinePlayer } from "./cine-player.ts";

interface Given {
  readonly heightMm: number;
  readonly sprites: readonly string[];
  readonly paths: readonly (readonly (readonly string[])[])[];
  readonly frameMs: readonly number[];
}

function dataOf(analysis: Analysis): Given {
  const { markup } = cinePlayer(analysis);
  return JSON.parse(/<script type="application\/json">(.*?)<\/script>/s.exec(markup)![1]!);
}

/** Width and height in the header of a PNG. */
function sizeOf(address: string): readonly [number, number] {
  const bytes = Buffer.from(address.split(",")[1]!, "base64");
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

describe("the player", () => {
  test("has a picture a slice, in which the frames lie below each other", async () => {
    const { sprites, heightMm, frameMs } = dataOf(await analysisOf());
    expect(sprites).toHaveLength(6);
    const [, height] = sizeOf(sprites[0]!);
    expect(height % 7).toBe(0);
    expect(heightMm).toBeCloseTo((height / 7) * 1.5, 9);
    expect(frameMs).toEqual([40, 40, 40, 40, 40, 40, 40]);
  });

  test("has outlines of each frame, none where nothing is labelled", async () => {
    const { paths } = dataOf(await analysisOf());
    expect(paths[0]).toEqual(Array.from({ length: 7 }, () => ["", "", ""]));
    expect(paths[2]![1]![1]).toMatch(/^M\d+ \d+l( -?\d+ -?\d+)+z$/);
    expect(paths[2]![1]![1]).not.toBe(paths[2]![4]![1]);
  });

  test("is hidden until its script runs, and can be used by keys alone", async () => {
    const { markup } = cinePlayer(await analysisOf());
    expect(markup).toMatch(/^<section class="player" hidden>/);
    expect(markup).toContain('<figure tabindex="0"');
    expect(markup).toContain("prefers-reduced-motion");
  });

  test("is not there for a pair", async () => {
    const facts = { ...(await analysisOf()).measurements.input, format: "nifti-pair" } as const;
    expect(cinePlayer(await analysisOf({ kind: "pair", facts }, {}, beatingLabels([12, 7]))).markup).toBe("");
  });
});

test("12 slices of 25 frames stay below 6 MB, were they of noise alone", async () => {
  const columns = { iAxis: [1, 0, 0], jAxis: [0, 1, 0], kAxis: [0, 0, 10], origin: [0, 0, 0] } as const;
  const grid = makeGrid([176, 160, 12], fromColumns("ijk", "lps", columns));
  const labels = beatingLabels(new Array<number>(25).fill(40), grid);
  const random = randomStream(1);
  const data = Float32Array.from(labels.labels, () => random.integer(1024));
  const { markup } = cinePlayer({ ...(await analysisOf()), labels, volume: { grid, frameCount: 25, data } });
  expect(markup.length).toBeGreaterThan(2e6);
  expect(markup.length).toBeLessThan(5.5e6); // the rest of a report is below half a megabyte
}, 300_000);
