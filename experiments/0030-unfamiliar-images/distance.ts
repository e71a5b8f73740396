/**
 * The check of images, made without 16 patients, asked about them, about what can be wrong with their stacks, and about others.
 *   npx -c 'node experiments/0030-unfamiliar-images/distance.ts DATA SIMULATED OUT > distances.csv'
 */
import { join } from "node:path";
import { fromColumns, makeGrid, type Volume } from "@cmrkit/imaging";
import { acdcHearts, dataSetNamed, makeImageCheck } from "@cmrkit/learn";
import { openImageChecker, readStudy } from "@cmrkit/study";
import { brightestOf, changes, type Stack, stackOf, UNSEEN } from "./changes.ts";

const [data, simulated, out] = process.argv.slice(2);
if (data === undefined || simulated === undefined || out === undefined) throw new Error("give DATA, simulated hearts and a folder");

const isUnseen = (id: string) => UNSEEN.some((number) => id.endsWith(number));
const hearts = (await acdcHearts(join(data, "acdc"))).filter(({ id }) => !isUnseen(id));
await makeImageCheck({ hearts, encoderFolder: "models/mae-tiny", out, name: "without 16", session: { threads: 1 } });
const checker = await openImageChecker(join(out, "model"), { threads: 1 });

/** Both phases as a cine; a still is its own second phase. */
function volumeOf(stacks: readonly Stack[]): Volume {
  const { size: [Z, Y, X], spacingMm: [dz, dy, dx] } = stacks[0]!;
  const columns = { iAxis: [dx, 0, 0], jAxis: [0, dy, 0], kAxis: [0, 0, dz], origin: [0, 0, 0] } as const;
  const values = new Float32Array(2 * X * Y * Z);
  values.set(stacks[0]!.data);
  values.set((stacks[1] ?? stacks[0])!.data, X * Y * Z);
  return { grid: makeGrid([X, Y, Z], fromColumns("ijk", "lps", columns)), frameCount: 2, data: values };
}

async function say(kind: string, id: string, volume: Volume, endSystoleIndex = 1): Promise<void> {
  const found = await checker.check(volume, { endDiastoleIndex: 0, endSystoleIndex });
  if (found.kind !== "checked") return;
  process.stdout.write(`${kind},${id},${found.distance.toFixed(1)},${found.limit.toFixed(1)},${found.verdict}\n`);
}

process.stdout.write("kind,case,distance,limit,verdict\n");
for (const { id, images } of dataSetNamed("acdc").list(join(data, "acdc")).filter((each) => isUnseen(each.id))) {
  const stacks = await Promise.all(images.map((image) => stackOf(image, id)));
  await say("as it is", id, volumeOf(stacks));
  for (const [kind, change] of Object.entries(changes))
    await say(kind, id, volumeOf(stacks.map((stack) => change(stack, brightestOf(stack)))));
}
for (const { id, images } of dataSetNamed("emidec").list(join(data, "emidec")).filter(({ patient }) => /[05]$/.test(patient)))
  await say("late enhancement", id, volumeOf([await stackOf(images[0]!, id)]));
for (const { id, images } of dataSetNamed("folder").list(simulated)) {
  const sax = images.filter(({ view }) => view === "sax");
  for (const [sequence, own] of Map.groupBy(sax, ({ sequence: name }) => name))
    await say(`simulated ${sequence}`, id, volumeOf(await Promise.all(own.map((image) => stackOf(image, id)))));
}
for (const study of ["SCD0000101", "SCD0000201"]) {
  const { volume } = await readStudy(join(data, "sunnybrook", study));
  await say("another maker's cine", study, volume, 7); // of 20 frames
}
await checker.dispose();
