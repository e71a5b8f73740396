/** A stack of PNG or JPEG pictures, one a slice. */
import { decodeJpeg, decodePng, type GreyImage, looksLikePng } from "@cmrkit/imaging";
import { LearnError } from "../../errors.ts";
import type { SpacingMm } from "../data-set.ts";
import { decoded, readImageFile } from "./image-file.ts";
import type { Stack } from "./stack.ts";

interface PictureFiles {
  readonly paths: readonly string[];
  readonly spacingMm: SpacingMm | null;
}

/**
 * The grey values as stored. A file's first bytes tell PNG from JPEG, not its name.
 * @throws {LearnError} `data-missing`, or `bad-image` when a file is no grey picture or of another size than the first.
 */
export async function readPictures({ paths, spacingMm }: PictureFiles, subject: string): Promise<Stack<Uint16Array>> {
  const pictures = await Promise.all(paths.map((path) => readPicture(path, subject)));
  const [first, firstPath] = [pictures[0], paths[0]];
  if (first === undefined || firstPath === undefined)
    throw new LearnError("bad-image", `${subject}: no picture is named; a stack needs at least one`);
  const { rows: Y, columns: X } = first;
  const values = new Uint16Array(pictures.length * Y * X);
  for (const [k, picture] of pictures.entries()) {
    requireSize(picture, first, { subject, path: paths[k]!, firstPath });
    values.set(picture.values, k * Y * X);
  }
  return { path: firstPath, values, size: [pictures.length, Y, X], spacingMm };
}

async function readPicture(path: string, subject: string): Promise<GreyImage> {
  const bytes = await readImageFile(path, subject);
  return decoded(path, subject, () => (looksLikePng(bytes) ? decodePng(bytes) : decodeJpeg(bytes)));
}

interface Compared {
  readonly subject: string;
  readonly path: string;
  readonly firstPath: string;
}

function requireSize(picture: GreyImage, first: GreyImage, { subject, path, firstPath }: Compared): void {
  if (picture.rows === first.rows && picture.columns === first.columns) return;
  const sizes = [picture, first].map(({ rows, columns }) => `${rows} × ${columns}`).join(" and ");
  const message = `${subject}: the slices ${path} and ${firstPath} of one stack have ${sizes} pixels (y, x)`;
  throw new LearnError("bad-image", `${message}; slices of a stack need one size`);
}
