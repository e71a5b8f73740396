/**
 * Landmarks that a reader marked on long-axis views, as a JSON file: for each view both phases, and for each phase points in
 * mm (LPS, or any frame that all points of a view share).
 */
import { readFile } from "node:fs/promises";
import type { LongAxisLandmarks, TricuspidLandmarks } from "@cmrkit/cardiac";
import { fileProblem } from "@cmrkit/imaging";
import { z } from "zod";
import { StudyError } from "../errors.ts";

export const longAxisViews = ["lax2ch", "lax3ch", "lax4ch"] as const;
export type LongAxisView = (typeof longAxisViews)[number];

export const viewTitles: Readonly<Record<LongAxisView, string>> = Object.freeze({
  lax2ch: "two chambers",
  lax3ch: "three chambers",
  lax4ch: "four chambers",
});

export interface MarkedLandmarks extends LongAxisLandmarks, TricuspidLandmarks {}

export interface MarkedPhases {
  readonly endDiastole: MarkedLandmarks;
  readonly endSystole: MarkedLandmarks;
}

export type MarkedViews = { readonly [View in LongAxisView]?: MarkedPhases | undefined };

const point = z.tuple([z.number(), z.number(), z.number()]);
const phase = z.strictObject({
  apex: point.optional(),
  lateralAnnulus: point.optional(),
  septalAnnulus: point.optional(),
  lateralTricuspidAnnulus: point.optional(),
});
const view = z.strictObject({ endDiastole: phase, endSystole: phase });
const schema = z.strictObject({
  schema: z.literal("cmrkit.long-axis-landmarks/1"),
  lax2ch: view.optional(),
  lax3ch: view.optional(),
  lax4ch: view.optional(),
});

/** @throws {StudyError} `input` when the file cannot be read or holds anything else. */
export async function readMarkedLandmarks(path: string): Promise<MarkedViews> {
  const result = schema.safeParse(await jsonOf(path));
  if (!result.success)
    throw new StudyError("input", `${path} holds no landmarks of long axes: ${z.prettifyError(result.error)}`, {
      path,
    });
  const { schema: _, ...views } = result.data;
  return views;
}

async function jsonOf(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    const why = error instanceof SyntaxError ? "is no JSON" : fileProblem(error);
    throw new StudyError("input", `${path} ${why}; check the path`, { path });
  }
}
