/** Damages what is read beside DICOM: NIfTI, plain and compressed, PNG and JPEG. The one claim is that of DICOM's: read or refused by kind. */
import { gzipSync } from "node:zlib";
import { encode } from "fast-png";
import jpeg from "jpeg-js";
import { filesBelow, type Seed } from "../dicom/testing/fuzz.ts";
import { ImagingError } from "../errors.ts";
import { niftiBytes } from "../nifti/nifti.fixture.ts";
import { readNifti, readNiftiLabels } from "../nifti/read.ts";
import { decodeJpeg } from "../raster/jpeg.ts";
import { decodePng } from "../raster/png.ts";

const [WIDTH, HEIGHT] = [16, 12];

export interface FileFormat {
  readonly name: string;
  /** Ending of such files, and folders of the data beside the repository that hold some. */
  readonly ending: string;
  readonly folders: readonly string[];
  readonly seeds: readonly Seed[];
  readonly read: (bytes: Uint8Array, limit: number) => unknown;
}

export const fileFormats: readonly FileFormat[] = [
  { name: "nifti", ending: ".nii", folders: [], seeds: niftiSeeds(), read: readBoth },
  {
    name: "gzip",
    ending: ".nii.gz",
    folders: ["acdc"],
    seeds: niftiSeeds().map(({ name, bytes }) => ({ name: `${name} gz`, bytes: gzipSync(bytes) })),
    read: readBoth,
  },
  {
    name: "png",
    ending: ".png",
    folders: ["sunnybrook-png", "emidec"],
    seeds: pngSeeds(),
    read: (bytes, maxPixels) => decodePng(bytes, { maxPixels }),
  },
  {
    name: "jpeg",
    ending: ".jpg",
    folders: ["lax4ch"],
    seeds: jpegSeeds(),
    read: (bytes, maxPixels) => decodeJpeg(bytes, { maxPixels }),
  },
];

/** Reads a file within a limit, of bytes or of pixels. @returns "read", or the kind of the refusal. */
export function outcomeOf({ read }: FileFormat, bytes: Uint8Array, limit: number): string {
  try {
    read(bytes, limit);
    return "read";
  } catch (error) {
    if (error instanceof ImagingError) return error.kind;
    throw error;
  }
}

/** How many files of a folder are enough, and how large they may be. */
const MOST_FILES = 40;
const MAX_SEED_BYTES = 64 * 1024;

/** Files of a format below the data folder; none where it is absent. */
export function foundSeeds({ ending, folders }: FileFormat, data: string): readonly Seed[] {
  return folders.flatMap((folder) => filesBelow(`${data}/${folder}`, MAX_SEED_BYTES, ending).slice(0, MOST_FILES));
}

function readBoth(bytes: Uint8Array, maxBytes: number): void {
  readNifti(bytes, { maxBytes });
  readNiftiLabels(bytes, { maxBytes });
}

function niftiSeeds(): readonly Seed[] {
  const versions = [1, 2] as const;
  const datatypes = ["uint8", "int16", "float32", "int64"] as const;
  return versions.flatMap((version) =>
    datatypes.map((datatype, n) => ({
      name: `nifti-${version} ${datatype}`,
      bytes: niftiBytes({ version, datatype, isLittleEndian: n % 2 === 0 }),
    })),
  );
}

function pngSeeds(): readonly Seed[] {
  const depths = [8, 16] as const;
  return depths.flatMap((depth) =>
    [1, 3, 4].map((channels) => {
      const length = WIDTH * HEIGHT * channels;
      const value = (i: number) => (channels === 4 && i % 4 === 3 ? 2 ** depth - 1 : Math.floor(i / channels));
      const values = Array.from({ length }, (_, i) => value(i));
      const data = depth === 8 ? Uint8Array.from(values) : Uint16Array.from(values);
      return {
        name: `png ${depth} ${channels}`,
        bytes: encode({ width: WIDTH, height: HEIGHT, data, channels, depth }),
      };
    }),
  );
}

function jpegSeeds(): readonly Seed[] {
  return [30, 90].map((quality) => {
    const data = Uint8Array.from({ length: WIDTH * HEIGHT * 4 }, (_, i) => (i % 4 === 3 ? 255 : Math.floor(i / 4)));
    const encoded = jpeg.encode({ width: WIDTH, height: HEIGHT, data }, quality).data;
    return { name: `jpeg ${quality}`, bytes: Uint8Array.from(encoded) };
  });
}
