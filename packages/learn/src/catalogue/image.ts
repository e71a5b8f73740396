/** What a catalogue says of one image: where it is, what it shows, how large it is; never who the patient is. */

export const imageFormats = ["nifti", "dicom", "png", "jpeg"] as const;
export type ImageFormat = (typeof imageFormats)[number];

/** How an image was taken. `unknown` where neither header, name nor geometry say it. */
export const imageSequences = [
  "cine",
  "lge",
  "localiser",
  "t1_map",
  "t2_map",
  "perfusion",
  "phase_contrast",
  "tagging",
  "black_blood",
  "unknown",
] as const;
export type ImageSequence = (typeof imageSequences)[number];

/** The plane that an image cuts the heart in, as CineMA names its views. */
export const imageViews = ["sax", "lax_2c", "lax_3c", "lax_4c", "unknown"] as const;
export type ImageView = (typeof imageViews)[number];

/** A file as it was when it was catalogued. */
export interface CataloguedFile {
  readonly path: string;
  readonly byteCount: number;
  /** Of the last change, since 1970. */
  readonly modifiedMs: number;
}

/** A file in which an image lies, or one plane of it. */
export interface ImageFile extends CataloguedFile {
  /** From 1, of a plane that is a frame of an enhanced DICOM object. */
  readonly frameNumber?: number;
}

/** One image: a still, a stack, or a cine of either; a DICOM image may lie in many files, one for each slice and frame. */
export interface CatalogueImage {
  /** Stable as long as the image's files do not change. */
  readonly id: number;
  /** Of the first file. */
  readonly path: string;
  /** In the order of (T, Z) for DICOM, one for each plane; one file for every other format. */
  readonly files: readonly ImageFile[];
  readonly format: ImageFormat;
  /** Groups the images of one patient; a hash where it comes from DICOM. */
  readonly patient: string;
  /** Groups the images of one examination, within the patient. */
  readonly study: string;
  readonly sequence: ImageSequence;
  readonly view: ImageView;
  /** T, Z, Y, X. */
  readonly size: readonly [T: number, Z: number, Y: number, X: number];
  /** Distance of voxel centres along z, y, x, or null where the file does not state it. */
  readonly spacingMm: readonly [z: number, y: number, x: number] | null;
  /** 32 hexadecimal digits; equal for equal size and intensities, whatever the format. */
  readonly contentHash: string;
  /** Smallest and largest intensity. */
  readonly intensityRange: readonly [minimum: number, maximum: number];
}

/** Which images are meant; an absent field leaves nothing out. */
export interface ImageFilter {
  readonly sequences?: readonly ImageSequence[];
  readonly views?: readonly ImageView[];
  readonly formats?: readonly ImageFormat[];
  /** These patients alone. */
  readonly patients?: readonly string[];
}
