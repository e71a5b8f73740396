/** How a catalogue is made: what is left out, and what the user knows better than the files. */
import { createHmac } from "node:crypto";
import { LearnError } from "../errors.ts";
import { type ImageKind, unknownKind } from "./described-kind.ts";
import { matchesGlob } from "./glob.ts";
import { imageSequences, imageViews } from "./image.ts";

/** Files that match a pattern are of this kind, whatever they say themselves. */
export interface KindRule {
  readonly glob: string;
  readonly kind: ImageKind;
}

export interface CatalogueSettings {
  /** Files and folders that match any of these are passed over. */
  readonly exclude: readonly string[];
  readonly kinds: readonly KindRule[];
  /** Applied to paths; its first group, or all that it matches, is the patient. */
  readonly patient?: RegExp;
  /**
   * Secret of the hash that stands for a DICOM PatientID. Without one the hash is still one way, but short numbers can be
   * found again by trying all of them.
   */
  readonly patientSecret?: Uint8Array;
}

/**
 * A rule written as `GLOB=sequence` or `GLOB=sequence:view`.
 * @throws {LearnError} `bad-config` when it is none, listing the names that exist.
 */
export function parseKindRule(text: string): KindRule {
  const [, glob, sequenceName, viewName = "unknown"] = /^(.+)=([^=:]+)(?::([^=:]+))?$/.exec(text) ?? [];
  const sequence = imageSequences.find((name) => name === sequenceName);
  const view = imageViews.find((name) => name === viewName);
  if (glob !== undefined && sequence !== undefined && view !== undefined) return { glob, kind: { sequence, view } };
  const form = `expected GLOB=sequence[:view], got "${text}"`;
  const names = `sequences are ${imageSequences.join(", ")}; views are ${imageViews.join(", ")}`;
  throw new LearnError("bad-config", `${form}; ${names}`);
}

/** What the user said of a path; `unknown` where nothing. The first rule that matches holds. */
export function kindByRule(path: string, { kinds }: CatalogueSettings): ImageKind {
  return kinds.find(({ glob }) => matchesGlob(path, glob))?.kind ?? unknownKind;
}

const PUBLIC_SECRET = "cmrkit.catalogue/patient";

/** 32 hexadecimal digits in place of a PatientID. */
export function pseudonym(identity: string, { patientSecret = Buffer.from(PUBLIC_SECRET) }: CatalogueSettings): string {
  return createHmac("sha256", patientSecret).update(identity).digest("hex").slice(0, 32);
}

/**
 * The settings that decide what is recorded, in words to compare: a catalogue is continued only with the same ones.
 * The secret goes in as a hash of itself.
 */
export function fingerprint(settings: CatalogueSettings): string {
  const { kinds, patient } = settings;
  return JSON.stringify({ kinds, patient: patient?.source ?? null, secret: pseudonym("fingerprint", settings) });
}
