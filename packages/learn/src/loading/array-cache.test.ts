import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { arrayCache } from "./array-cache.ts";
import type { LoadedImage } from "./load-image.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cmrkit-cache-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const MEGABYTE = 2 ** 20;

/** A picture of 3.5 kB in a cache file, in numbers that half precision holds. */
function picture(seed: number): LoadedImage {
  const data = Float32Array.from({ length: 40 * 40 }, (_, n) => ((n * (seed + 3)) % 257) / 256);
  return { data, size: [1, 1, 40, 40], spacingMm: [8, 1, 1] };
}

const made = (seed: number) => async () => picture(seed);
const never = () => expect.unreachable("it is in the cache");

function filesBelow(): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

test("what was made once comes back the same to the bit, to another process too", async () => {
  const cache = arrayCache(folder, MEGABYTE);
  const first = await cache.frame("a", 0, made(1));
  expect(await cache.frame("a", 0, never)).toEqual(first);
  expect(await arrayCache(folder, MEGABYTE).frame("a", 0, never)).toEqual(first);
  expect(await cache.frame("b", 0, made(2))).not.toEqual(first);
  expect([cache.hits, cache.misses]).toEqual([1, 2]);
});

test("a frame is read alone, as it was made", async () => {
  const cache = arrayCache(folder, MEGABYTE);
  const image: LoadedImage = { ...picture(1), size: [2, 2, 20, 20] };
  const second = await cache.frame("a", 1, async () => image);
  expect(second).toEqual({ data: image.data.slice(800), size: [1, 2, 20, 20], spacingMm: [8, 1, 1] });
  expect(await cache.frame("a", 1, never)).toEqual(second);
  expect(await cache.frame("a", 0, never)).toEqual({ ...second, data: image.data.slice(0, 800) });
});

test("images without a spacing keep none", async () => {
  const cache = arrayCache(folder, MEGABYTE);
  const image = { ...picture(1), spacingMm: null };
  await cache.frame("a", 0, async () => image);
  expect(await cache.frame("a", 0, never)).toEqual(image);
});

test("deleted, cut off, altered and swapped files are made again", async () => {
  const cache = arrayCache(folder, MEGABYTE);
  const whole = await cache.frame("a", 0, made(1));
  const [path] = filesBelow();
  for (const damage of [
    () => rmSync(folder, { recursive: true }),
    () => writeFileSync(path!, "cut"),
    () => writeFileSync(path!, ""),
    () => writeFileSync(path!, new Uint8Array(3500)),
  ]) {
    damage();
    expect(await cache.frame("a", 0, made(1))).toEqual(whole);
    expect(await cache.frame("a", 0, never)).toEqual(whole);
  }
});

test("beyond its bound the files that were used least lately go first", async () => {
  const cache = arrayCache(folder, 5 * 3600);
  for (let seed = 0; seed < 4; seed++) await cache.frame(`image ${seed}`, 0, made(seed));
  for (const path of filesBelow()) utimesSync(path, 1000, 1000);
  await cache.frame("image 2", 0, never); // used now, so it stays
  for (const seed of [4, 5]) await cache.frame(`image ${seed}`, 0, made(seed));
  for (const seed of [2, 4, 5]) await cache.frame(`image ${seed}`, 0, never);
  expect(filesBelow()).toHaveLength(4);
});

test("an image larger than the whole cache is handed on and not kept", async () => {
  const cache = arrayCache(folder, 1000);
  expect(await cache.frame("a", 0, made(1))).toEqual(picture(1));
  expect(filesBelow()).toEqual([]);
});

test("a cache that cannot be written warns once, and images are made each time", async () => {
  const inTheWay = join(folder, "file");
  writeFileSync(inTheWay, "");
  const warnings: string[] = [];
  const cache = arrayCache(join(inTheWay, "cache"), MEGABYTE, (message) => warnings.push(message));
  expect(await cache.frame("a", 0, made(1))).toEqual(picture(1));
  expect(await cache.frame("a", 0, made(1))).toEqual(picture(1));
  expect(warnings).toEqual([
    expect.stringMatching(/cannot be written \(ENOTDIR\): images are prepared anew each time$/),
  ]);
});

/** Fills one cache from a process of its own until it is killed. */
const filler = `
import { arrayCache } from ${JSON.stringify(join(import.meta.dirname, "array-cache.ts"))};
const cache = arrayCache(process.argv[1], 30_000);
const image = (n) => ({ data: new Float32Array(1600).fill(n / 64), size: [1, 1, 40, 40], spacingMm: null });
for (let step = 0; ; step++) {
  const n = step % 12;
  const { data } = await cache.frame("image " + n, 0, async () => image(n));
  if (data.length !== 1600 || data.some((value) => value !== n / 64)) throw new Error("image " + n + " is wrong");
  if (step % 12 === 11) process.stdout.write("round ");
}`;

/** Others may write to a folder while it is being emptied. */
async function removeUnderHands(path: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      rmSync(path, { recursive: true, force: true });
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

test("several processes share one folder that is deleted under them, and one may be killed", async () => {
  const processes = [1, 2].map(() => spawn(process.execPath, ["--input-type=module-typescript", "-e", filler, folder]));
  const output = processes.map((child) => {
    const seen = { out: "", errors: "" };
    child.stdout.on("data", (chunk) => (seen.out += String(chunk)));
    child.stderr.on("data", (chunk) => (seen.errors += String(chunk)));
    return seen;
  });
  const rounds = (n: number) => output[n]!.out.split("round").length - 1;
  const until = async (isReached: () => boolean) => {
    while (!isReached() && processes.every(({ exitCode }) => exitCode === null))
      await new Promise((r) => setTimeout(r, 10));
  };
  await until(() => rounds(0) > 0 && rounds(1) > 0);
  for (let times = 0; times < 3; times++) {
    const before = rounds(1);
    await removeUnderHands(folder);
    await until(() => rounds(1) > before);
  }
  processes[0]!.kill("SIGKILL");
  const last = rounds(1);
  await until(() => rounds(1) > last + 1 || processes[1]!.exitCode !== null);
  const errors = output.map((seen) => seen.errors);
  processes[1]!.kill("SIGKILL");
  expect(errors).toEqual(["", ""]);
  const bytes = filesBelow().reduce((sum, path) => sum + statSync(path).size, 0);
  expect(bytes).toBeLessThan(30_000 * (1 + 2 / 16) + 3600); // two writers, each by a sixteenth, and one abandoned file
});
