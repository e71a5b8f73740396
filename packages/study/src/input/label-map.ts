/** Labels that a person or a model made, from a NIfTI file, on the grid of the picture they belong to. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { type LabelTable, labelNameOrder, type NamedLabels } from "@cmrkit/cardiac";
import {
  applyToPoint,
  compose,
  fileProblem,
  type Grid,
  GridError,
  invert,
  isSameGrid,
  type LabelVolume,
  NiftiError,
  type NiftiHeader,
  readNiftiLabels,
  voxelsPerFrame,
} from "@cmrkit/imaging";
import { z } from "zod";
import { StudyError } from "../errors.ts";

export interface LabelMap extends NamedLabels {
  /** Of the file. */
  readonly sha256: string;
  readonly header: NiftiHeader;
}

/**
 * Reads a label map.
 * @param table What its numbers mean.
 * @throws {StudyError} `input` when the file cannot be read. @throws {NiftiError} as `readNiftiLabels`, the path put first.
 */
export async function readLabelMap(path: string, table: LabelTable): Promise<LabelMap> {
  const bytes = await bytesOf(path);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  try {
    const { labels, header } = readNiftiLabels(bytes);
    return Object.freeze({ labels, header, table, sha256 });
  } catch (error) {
    if (error instanceof NiftiError) throw new NiftiError(error.kind, `${path}: ${error.message}`, error.details);
    throw error;
  }
}

const tableSchema = z.record(z.string().regex(/^[1-9]\d*$/), z.enum(labelNameOrder));

/**
 * Reads what numbers mean from a JSON file such as {"1": "leftVentricleBloodPool"}, as labelled folders have it.
 * @throws {StudyError} `input` when it cannot be read or is no such table.
 */
export async function readLabelTable(path: string): Promise<LabelTable> {
  const bytes = await bytesOf(path);
  const result = tableSchema.safeParse(jsonOf(new TextDecoder().decode(bytes)));
  if (result.success) return result.data;
  const expected = `whole numbers from 1, and for each one of ${labelNameOrder.join(", ")}`;
  throw new StudyError("input", `${path} must hold ${expected}`, { path });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new StudyError("input", `${path} ${fileProblem(error)}; check the path`, { path });
  }
}

/**
 * The same labels in the order of voxels of another grid. Converters of DICOM turn rows and slices about; voxels that lie in
 * the same places are reordered exactly, and labels are never interpolated.
 * @throws {GridError} `grids-differ` when the voxels do not lie in the same places.
 */
export function onGrid(labels: LabelVolume, grid: Grid, what: string): LabelVolume {
  if (isSameGrid(labels.grid, grid)) return { ...labels, grid };
  const order = reordering(labels.grid, grid);
  if (order === undefined) {
    const sizes = `${labels.grid.size.join(" × ")} and ${grid.size.join(" × ")} voxels`;
    throw new GridError(
      "grids-differ",
      `${what} and their picture do not have the same voxels (${sizes}); bring the labels onto the picture's grid`,
    );
  }
  const voxels = voxelsPerFrame(grid);
  const turned = new Uint8Array(labels.labels.length);
  for (let frame = 0; frame < labels.frameCount; frame++)
    for (let at = 0; at < voxels; at++) turned[frame * voxels + at] = labels.labels[frame * voxels + order[at]!]!;
  return { grid, frameCount: labels.frameCount, labels: turned };
}

/** How far a voxel's place may be from a whole index of the other grid, in voxels. */
const WHOLE = 0.01;

/** For each voxel of `to` the one of `from` at its place; undefined unless each has one of its own. */
function reordering(from: Grid, to: Grid): Uint32Array | undefined {
  const count = voxelsPerFrame(to);
  if (voxelsPerFrame(from) !== count) return undefined;
  const between = compose(invert(from.ijkToLps), to.ijkToLps);
  const order = new Uint32Array(count);
  const taken = new Uint8Array(count);
  const [X, Y] = to.size;
  for (let at = 0; at < count; at++) {
    const place = applyToPoint(between, [at % X, Math.floor(at / X) % Y, Math.floor(at / (X * Y))]);
    const whole = place.map(Math.round) as [number, number, number];
    const isThere = whole.every(
      (index, axis) => Math.abs(index - place[axis]!) <= WHOLE && index >= 0 && index < from.size[axis]!,
    );
    const source = (whole[2] * from.size[1] + whole[1]) * from.size[0] + whole[0];
    if (!isThere || taken[source] === 1) return undefined;
    taken[source] = 1;
    order[at] = source;
  }
  return order;
}
