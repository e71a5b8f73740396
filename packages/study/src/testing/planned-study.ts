/** Series as a scanner plans them on one heart: stacks across its axis, planes through it, and planes of the patient. */
import {
  add,
  cross,
  type DicomInstance,
  length,
  type MrInstanceToWrite,
  type Orientation,
  parseDicomInstance,
  scale,
  subtract,
  type Technique,
  type Vector3,
  writeMrInstance,
} from "@cmrkit/imaging";

/** Towards the apex of a heart in its usual place: left, front and feet. */
const axis: Vector3 = unit([0.6, -0.6, -0.5]);

export type Plane =
  | "across"
  | "axial"
  | "coronal"
  | "sagittal"
  /** Through the axis, at so many degrees around it from the patient's left and back towards the head. */
  | { readonly aroundAxisDeg: number }
  /** Leaning by so many degrees from across the axis. */
  | { readonly leaningDeg: number };

export interface PlannedSeries {
  readonly number: number;
  readonly plane: Plane;
  readonly slices?: number;
  /** Slice distances by which the first slice lies along the normal; unless told, the stack lies about the heart's middle. */
  readonly offset?: number;
  readonly frames?: number;
  /** Between frames; `undefined` for images without trigger time. */
  readonly frameMs?: number | undefined;
  /** Stated R–R interval; 0 states none. */
  readonly nominalIntervalMs?: number;
  readonly description?: string;
  readonly uid?: string;
  readonly imageType?: readonly string[];
  readonly technique?: Partial<Technique>;
  /** Changes of a single image: of slice k and frame t. */
  readonly each?: (image: DicomInstance, k: number, t: number) => DicomInstance;
}

const [ROWS, COLUMNS] = [6, 8];
const SPACING_MM = 9;

/** The images of a series, written and read again; slice by slice, frame by frame. */
export function plannedSeries(plan: PlannedSeries): readonly DicomInstance[] {
  const { slices = 1, frames = 1, technique = {}, each = (image) => image } = plan;
  return Array.from({ length: slices * frames }, (_, n) => {
    const [k, t] = [Math.floor(n / frames), n % frames];
    const image = parseDicomInstance(plannedFile(plan, k, t), `${plan.number}-${n}.dcm`);
    return each({ ...image, technique: { ...image.technique, ...technique } }, k, t);
  });
}

/** The image of slice k and frame t as a file. */
export function plannedFile(plan: PlannedSeries, k: number, t = 0): Uint8Array {
  return writeMrInstance(imageOf(plan, k, t));
}

function imageOf(plan: PlannedSeries, k: number, t: number): MrInstanceToWrite {
  const { number, frames = 1, slices = 1, frameMs = plan.frames === undefined ? undefined : 30 } = plan;
  const seriesInstanceUid = plan.uid ?? `1.2.3.${number}`;
  const normal = normalOf(plan.plane);
  const isTimed = frameMs !== undefined && !("frameMs" in plan && plan.frameMs === undefined);
  return {
    sopInstanceUid: `${seriesInstanceUid}.${number}.${k * frames + t + 1}`,
    seriesInstanceUid,
    studyInstanceUid: "1.2.3",
    frameOfReferenceUid: "1.2.3.0",
    seriesNumber: number,
    instanceNumber: k * frames + t + 1,
    ...(plan.description !== undefined && { seriesDescription: plan.description }),
    patient: { name: "Planned", id: "P" },
    sequence: {
      imageType: plan.imageType ?? ["ORIGINAL", "PRIMARY", "OTHER"],
      scanningSequence: "GR",
      sequenceVariant: "SS",
      repetitionTimeMs: 3,
      echoTimeMs: 1.5,
      flipAngleDegrees: 50,
      magneticFieldStrengthT: 1.5,
    },
    rows: ROWS,
    columns: COLUMNS,
    pixelSpacingMm: [1.5, 1.5],
    imageOrientationPatient: orientationOf(normal),
    imagePositionPatientMm: scale(normal, (k + (plan.offset ?? -(slices - 1) / 2)) * SPACING_MM),
    sliceThicknessMm: 8,
    ...(isTimed && { triggerTimeMs: t * frameMs }),
    nominalIntervalMs: plan.nominalIntervalMs ?? 900,
    pixels: Uint16Array.from({ length: ROWS * COLUMNS }, (_, i) => 100 * k + 10 * t + i),
  };
}

const patientNormals = {
  axial: [0, 0, 1],
  coronal: [0, -1, 0],
  sagittal: [1, 0, 0],
  across: axis,
} as const satisfies Partial<Record<string, Vector3>>;

function normalOf(plane: Plane): Vector3 {
  if (typeof plane === "string") return patientNormals[plane];
  const { up, lateral } = directions();
  if ("leaningDeg" in plane) return turned(axis, up, plane.leaningDeg);
  return cross(axis, turned(lateral, up, plane.aroundAxisDeg));
}

function directions(): { readonly up: Vector3; readonly lateral: Vector3 } {
  const up = unit(subtract([0, 0, 1], scale(axis, axis[2])));
  return { up, lateral: cross(up, axis) };
}

function turned(from: Vector3, towards: Vector3, degrees: number): Vector3 {
  const angle = (degrees * Math.PI) / 180;
  return add(scale(from, Math.cos(angle)), scale(towards, Math.sin(angle)));
}

function orientationOf(normal: Vector3): Orientation {
  const helper: Vector3 = Math.abs(normal[2]) > 0.9 ? [0, 1, 0] : [0, 0, 1];
  const row = unit(cross(helper, normal));
  return rounded([...row, ...cross(normal, row)]);
}

/** A decimal string holds 16 characters. */
function rounded(orientation: Orientation): Orientation {
  const [a, b, c, d, e, f] = orientation.map((cosine) => Number(cosine.toFixed(9)));
  return [a!, b!, c!, d!, e!, f!];
}

function unit(a: Vector3): Vector3 {
  return scale(a, 1 / length(a));
}
