/** Landmarks of the left ventricle from a file: the mitral annulus and the apex at end-diastole and end-systole. */
import { readFile } from "node:fs/promises";
import type { PhaseLandmarks, VentricleLandmarks } from "@cmrkit/cardiac";
import { fileProblem } from "@cmrkit/imaging";
import { z } from "zod";
import { StudyError } from "../errors.ts";

/** Patient coordinates as DICOM has them: mm, +x to the left, +y to the back, +z to the head. */
const point = z.tuple([z.number(), z.number(), z.number()]);

const phase = z.strictObject({ mitralAnnulus: z.array(point).min(2), apex: point });

const landmarksSchema = z
  .strictObject({
    schema: z.literal("cmrkit.landmarks/1"),
    coordinates: z.literal("LPS mm"),
    endDiastole: phase.optional(),
    endSystole: phase.optional(),
  })
  .refine(
    ({ endDiastole, endSystole }) => endDiastole !== undefined || endSystole !== undefined,
    "has landmarks of neither phase",
  );

/**
 * Reads `cmrkit.landmarks/1`, which the guide to handing on describes.
 * @throws {StudyError} `bad-landmarks` when the file cannot be read, or is not as the schema says.
 */
export async function readLandmarks(path: string): Promise<PhaseLandmarks> {
  const text = await textOf(path);
  const parsed = landmarksSchema.safeParse(jsonOf(text, path));
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${issue.path.join(".") || "it"}: ${issue.message}`);
    return refuse(path, issues.join("; "));
  }
  const { endDiastole, endSystole } = parsed.data;
  return {
    ...(endDiastole !== undefined && { endDiastole: endDiastole satisfies VentricleLandmarks }),
    ...(endSystole !== undefined && { endSystole: endSystole satisfies VentricleLandmarks }),
  };
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new StudyError("bad-landmarks", `${path} ${fileProblem(error)}; check the path`, { path });
  }
}

function jsonOf(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuse(path, "it is no JSON");
  }
}

function refuse(path: string, why: string): never {
  throw new StudyError("bad-landmarks", `landmarks of ${path}: ${why}`, { path });
}
