/** The part of a configuration that says which landmarks are learnt, and where they are taken from. */

import { fourChamberLandmarkNames, insertionPointNames } from "@cmrkit/cardiac/landmarks";
import { z } from "zod";
import type { Rule } from "../../models/model-config.ts";

/** Points that somebody marked, or weak landmarks that are derived from a mask by a rule of geometry. */
const landmarkSource = z.discriminatedUnion("from", [
  z.strictObject({
    from: z.literal("points"),
    /** As the data set names them. */
    names: z.array(z.string().regex(/^\w+$/, "letters, digits and _ only")).min(1).readonly(),
  }),
  z.strictObject({
    /** Apex and mitral annulus, from the left ventricular cavity. */
    from: z.literal("four-chamber mask"),
    /** On which side of the cavity the septum is: see `SeptumSide`. */
    septum: z.enum(["left hand", "right hand", "below"]),
  }),
  z.strictObject({
    /** The two insertion points of the right ventricle in each slice of a short axis, from its mask. */
    from: z.literal("short-axis mask"),
    seenFrom: z.enum(["apex", "base"]),
  }),
]);

export type LandmarkSource = z.infer<typeof landmarkSource>;

/**
 * σ of the Gaussians in pixels of the window, and the least that does not fall between two. Source of the default:
 * `create_circle_2d` of cinema/segmentation/landmark/dataset.py (arXiv:2506.00679), commit c6788aa.
 */
const [CINEMA_SIGMA, LEAST_SIGMA] = [3, 1 / 3];

/** A dense network gives a heat map for each landmark. */
export const landmarkHeatMapSchema = z.strictObject({
  kind: z.literal("landmark-heatmap"),
  landmarks: landmarkSource,
  sigmaPixels: z.number().min(LEAST_SIGMA).default(CINEMA_SIGMA),
});

/** A predictor gives x and y of each landmark. */
export const landmarkCoordinatesSchema = z.strictObject({
  kind: z.literal("landmark-coordinates"),
  landmarks: landmarkSource,
});

export type LandmarkTask = z.infer<typeof landmarkHeatMapSchema> | z.infer<typeof landmarkCoordinatesSchema>;

export function isLandmarkTask<Task extends { readonly kind: string }>(
  task: Task,
): task is Extract<Task, { readonly kind: LandmarkTask["kind"] }> {
  return task.kind === "landmark-heatmap" || task.kind === "landmark-coordinates";
}

/** In the order of the network's outputs. */
export function landmarkNames(source: LandmarkSource): readonly string[] {
  if (source.from === "points") return source.names;
  return source.from === "four-chamber mask" ? fourChamberLandmarkNames : insertionPointNames;
}

/** What a landmark task asks of the rest of its configuration. */
export function landmarkRules(
  { kind, landmarks }: LandmarkTask,
  {
    frames,
    slices,
    sliceMm,
  }: { readonly frames: string; readonly slices: number | null; readonly sliceMm: number | null },
): Rule[] {
  const names = landmarkNames(landmarks);
  return [
    [frames === "each", "data.frames", "must be each for landmarks"],
    [slices === null, "window.slices", "must be null for landmarks, which lie in a plane"],
    [sliceMm === null, "window.sliceMm", "must be null for landmarks, which lie in the slices of the image"],
    [new Set(names).size === names.length, "task.landmarks.names", "must differ"],
    [kind === "landmark-heatmap" || names.length > 1, "task.landmarks.names", "coordinates need two or more landmarks"],
  ];
}
