/** Unique identifiers that depend on their inputs alone, so that a file written twice is the same file. */
import { createHash } from "node:crypto";

/**
 * A UID under the root 2.25: the decimal value of a UUID made from SHA-256 of the parts.
 *
 * Equal roots and parts give equal UIDs, any difference another one; where one part ends and the next begins counts.
 * @param root what makes the files of one writing distinct, such as the seed and name of a simulated study.
 */
export function uidFrom(root: string, ...parts: readonly (string | number)[]): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([root, ...parts]))
    .digest();
  return uidOfHash(hash);
}

/**
 * The UID under 2.25 that the first 16 bytes of a hash make.
 * Source: DICOM PS3.5 §B.2; RFC 9562 §5.8 (UUID version 8).
 */
export function uidOfHash(hash: Uint8Array): string {
  const bytes = Buffer.from(hash.subarray(0, 16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x80; // version 8
  bytes[8] = (bytes[8]! & 0x3f) | 0x80; // variant
  return `2.25.${BigInt(`0x${bytes.toString("hex")}`)}`;
}
