/**
 * What replaces identifiers: made from them by a secret key (HMAC-SHA256, RFC 2104), so that one key always gives the same
 * answer, references between files survive, and nobody without the key can try names out.
 */
import { createHmac } from "node:crypto";
import { uidOfHash } from "../uid.ts";

/** At least 16 bytes that nobody can guess. */
export type Secret = Uint8Array;

/** UIDs that the standard itself gives out: of classes, transfer syntaxes, coding schemes, frames of reference of atlases. */
const STANDARD_UID = /^1\.2\.840\.10008\.\d{1,4}(\.\d{1,4}){0,8}$/;

export function isStandardUid(uid: string): boolean {
  return STANDARD_UID.test(uid);
}

/** Another UID, under the root 2.25, for an original one; one of the standard's own stays. Source: DICOM PS3.5 §B.2. */
export function replacementUid(secret: Secret, uid: string): string {
  return isStandardUid(uid) ? uid : uidOfHash(keyedHash(secret, "uid", uid));
}

/** A pseudonym of 16 hexadecimal digits after a P; 64 bits, so that two patients of a million share one in 1 of 10⁷ cases. */
export function pseudonymOf(secret: Secret, patientId: string): string {
  return `P${keyedHash(secret, "patient", patientId).toString("hex").slice(0, 16).toUpperCase()}`;
}

/** Ten years: enough that a date does not tell when the patient was there, and a scanner not to predate its kind by far. */
const MOST_DAYS = 3653;

/** By how many days the dates of a patient move, −1 … −3653: always to the past, so that none lies in the future. */
export function dayShiftOf(secret: Secret, pseudonym: string): number {
  return -1 - (keyedHash(secret, "dates", pseudonym).readUInt32BE(0) % MOST_DAYS);
}

/** The purpose is hashed too, so that no answer tells another. */
function keyedHash(secret: Secret, purpose: string, text: string): Buffer {
  return createHmac("sha256", secret)
    .update(JSON.stringify([purpose, text]))
    .digest();
}
