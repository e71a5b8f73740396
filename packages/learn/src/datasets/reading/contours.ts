/**
 * Outlines in text files, one `x y` pair a line, as labels.
 *
 * Pixel coordinates are those of the Sunnybrook set: 0 is the centre of the first pixel. Filled so, the cavities of
 * SC-HF-I-01 have their centre within a quarter of a pixel of the masks that others have published of the same outlines;
 * half a pixel more or less moves them by as much.
 */
import { LearnError } from "../../errors.ts";
import type { ContourFiles } from "../data-set.ts";
import { fillOutline, type OutlinePoint } from "./fill-outline.ts";
import { readImageFile } from "./image-file.ts";
import type { Stack } from "./stack.ts";

/**
 * The labels of a stack whose slices are outlined, on the grid of its image.
 * @throws {LearnError} `data-missing`; `grids-differ` when there are outlines for another number of slices, or an outline
 *   leaves the picture; `bad-label` for a line that is not two numbers, or fewer than three points.
 */
export async function readContours(
  { slices }: ContourFiles,
  image: Stack,
  subject: string,
): Promise<Stack<Uint8Array>> {
  const [Z, Y, X] = image.size;
  const path = slices.flat()[0]?.path ?? "no file";
  if (slices.length !== Z) {
    const message = `${subject}: outlines for ${slices.length} slices (${path}, …), but ${image.path} has ${Z}`;
    throw new LearnError("grids-differ", `${message}; every slice needs its own list, which may be empty`);
  }
  const values = new Uint8Array(Z * Y * X);
  for (const [k, outlines] of slices.entries()) {
    const plane = values.subarray(k * Y * X, (k + 1) * Y * X);
    for (const { path: outline, label } of outlines)
      fillOutline(plane, X, await readOutline(outline, image, subject), label);
  }
  return { ...image, path, values };
}

async function readOutline(path: string, { size: [, Y, X] }: Stack, subject: string): Promise<OutlinePoint[]> {
  const text = new TextDecoder().decode(await readImageFile(path, subject));
  const lines = text.split(/\r?\n/).entries();
  const points = [...lines].flatMap(([n, line]) =>
    line.trim() === "" ? [] : [pointOf(line, `${subject}: ${path} line ${n + 1}`)],
  );
  if (points.length < 3)
    throw new LearnError("bad-label", `${subject}: ${path} has ${points.length} points; an outline needs at least 3`);
  const outside = points.find(([x, y]) => x < -0.5 || y < -0.5 || x > X - 0.5 || y > Y - 0.5);
  if (outside === undefined) return points;
  const message = `${subject}: ${path} has the point ${outside.join(" ")}, outside a picture of ${Y} × ${X} pixels (y, x)`;
  throw new LearnError("grids-differ", `${message}; the outline belongs to another image`);
}

function pointOf(line: string, where: string): OutlinePoint {
  const numbers = line.trim().split(/\s+/).map(Number);
  const [x, y] = numbers;
  if (numbers.length === 2 && x !== undefined && y !== undefined && numbers.every(Number.isFinite)) return [x, y];
  throw new LearnError("bad-label", `${where} needs x and y in pixels, got "${line.trim()}"`);
}
