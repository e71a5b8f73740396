/** Results of an earlier analysis, to be measured again: its segmentation, the model that drew it, and what was said of the subject. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { joinFrames } from "@cmrkit/cardiac";
import { assertSameGrid, fileProblem, GridError, type LabelVolume, NiftiError, readNiftiLabels } from "@cmrkit/imaging";
import { z } from "zod";
import { StudyError } from "../errors.ts";
import type { ModelFacts } from "../model-facts.ts";
import type { Subject } from "../subject.ts";
import type { StudyWarning } from "../warning.ts";
import type { StudyInput } from "./study-input.ts";

export interface EarlierResults {
  /** On the grid of the images, papillary muscles in the cavity. */
  readonly labels: LabelVolume;
  readonly model: ModelFacts;
  readonly subject: Subject;
  /** What was said of the contours when the model drew them; they may have been changed by hand since. */
  readonly warnings: readonly StudyWarning[];
}

/** What is taken over of `measurements.json`. */
const earlierSchema = z.object({
  schema: z.literal("cmrkit.measurements/2"),
  model: z.object({ name: z.string(), sha256: z.string(), licence: z.string() }),
  subject: z.object({
    sex: z.enum(["male", "female"]).optional(),
    ageYears: z.number().optional(),
    bodySize: z.object({ heightCm: z.number(), weightKg: z.number() }).optional(),
    heartRatePerMin: z.number().optional(),
  }),
  conventions: z.object({ papillaryMuscles: z.enum(["cavity", "mass"]) }),
  warnings: z.array(z.object({ kind: z.string(), message: z.string() })),
});

/**
 * Reads the results of `cmr analyze` of the same images. The segmentation may have been changed by hand since; it is taken as it is.
 * @throws {StudyError} `bad-results` when the folder holds none, those of other images, or a segmentation in which papillary
 *   muscles lie in the wall, where the wall can no longer be measured.
 */
export async function readEarlierResults(folder: string, input: StudyInput): Promise<EarlierResults> {
  const { model, subject, conventions, warnings } = await readMeasurements(folder);
  if (conventions.papillaryMuscles === "mass") {
    refuse(
      folder,
      "it counts papillary muscles to the mass, and its segmentation has them in the wall; analyse without --papillary mass first",
    );
  }
  const names = input.kind === "cine" ? ["segmentation.nii.gz"] : ["segmentation-ed.nii.gz", "segmentation-es.nii.gz"];
  const parts: LabelVolume[] = [];
  for (const name of names) parts.push(await readLabels(folder, name));
  const labels = joinFrames(parts);
  requireImagesOf(labels, input, folder);
  return {
    labels: { ...labels, grid: input.volume.grid },
    model,
    subject: withoutAbsent(subject),
    warnings: warnings.flatMap(ofContours),
  };
}

/** Kinds that only drawing the contours can tell, and measuring them again cannot. */
const toldByDrawing = ["model-unsure", "labels-corrected"] as const;
const AS_DRAWN = "of the contours as the model drew them: ";

function ofContours({ kind, message }: { readonly kind: string; readonly message: string }): StudyWarning[] {
  const known = toldByDrawing.find((each) => each === kind);
  if (known === undefined) return [];
  return [{ kind: known, message: message.startsWith(AS_DRAWN) ? message : `${AS_DRAWN}${message}` }];
}

async function readMeasurements(folder: string): Promise<z.infer<typeof earlierSchema>> {
  const path = join(folder, "measurements.json");
  const text = await readFile(path, "utf8").catch((error) => refuse(folder, `${path} ${fileProblem(error)}`));
  try {
    return earlierSchema.parse(JSON.parse(text));
  } catch {
    return refuse(folder, "its measurements.json is of another version, or damaged");
  }
}

async function readLabels(folder: string, name: string): Promise<LabelVolume> {
  const path = join(folder, name);
  const bytes = await readFile(path).catch((error) => refuse(folder, `${path} ${fileProblem(error)}`));
  try {
    return readNiftiLabels(bytes).labels;
  } catch (error) {
    if (error instanceof NiftiError) return refuse(folder, `${name}: ${error.message}`);
    throw error;
  }
}

function requireImagesOf(labels: LabelVolume, { volume }: StudyInput, folder: string): void {
  if (labels.frameCount !== volume.frameCount) {
    refuse(folder, `its segmentation has ${labels.frameCount} frames, the images ${volume.frameCount}`);
  }
  try {
    assertSameGrid(labels.grid, volume.grid, "segmentation and images");
  } catch (error) {
    if (error instanceof GridError) refuse(folder, `they are of other images: ${error.message}`);
    throw error;
  }
}

function withoutAbsent({
  sex,
  ageYears,
  bodySize,
  heartRatePerMin,
}: z.infer<typeof earlierSchema>["subject"]): Subject {
  return {
    ...(sex !== undefined && { sex }),
    ...(ageYears !== undefined && { ageYears }),
    ...(bodySize !== undefined && { bodySize }),
    ...(heartRatePerMin !== undefined && { heartRatePerMin }),
  };
}

function refuse(folder: string, why: string): never {
  throw new StudyError("bad-results", `results of ${folder} cannot be measured again: ${why}`, { folder });
}
