/** A secret of the user's own in a file, from which pseudonyms are made. */
import { readFile } from "node:fs/promises";
import { fileProblem } from "@cmrkit/imaging";
import { Misuse } from "./failure.ts";

const SHORTEST_KEY_BYTES = 16;

/** @throws {Misuse} for a file that cannot be read, or is so short that pseudonyms could be undone by trying. */
export async function readSecretKey(path: string): Promise<Uint8Array> {
  const key = await bytesOf(path);
  if (key.length >= SHORTEST_KEY_BYTES) return key;
  const todo = `make one with head -c 32 /dev/urandom > ${path}`;
  throw new Misuse(`${path} holds ${key.length} bytes; a secret key has at least ${SHORTEST_KEY_BYTES}: ${todo}`);
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new Misuse(`${path} ${fileProblem(error)}; give the file of a secret key`);
  }
}
