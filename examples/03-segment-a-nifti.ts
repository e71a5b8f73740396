/**
 * Labels of one NIfTI image, as `cmr segment` draws them. Without arguments the image is of a heart that is drawn first.
 * Run it with `npx -c 'node examples/03-segment-a-nifti.ts [IMAGE LABELS]'`. Research use only; not a medical device.
 */
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LEFT_VENTRICLE } from "@cmrkit/cardiac";
import { frameOf, voxelVolumeMl, writeNifti, writeNiftiLabels } from "@cmrkit/imaging";
import { cineScan, sampleHeart, simulateStudy } from "@cmrkit/phantom";
import { correctLabels, openSegmenter, readNiftiFile, writeOneFile } from "@cmrkit/study";
import { randomStream } from "@cmrkit/tensor";

const [image, out] = await placesOf(process.argv.slice(2));

const { volume, header } = await readNiftiFile(image);
const segmenter = await openSegmenter(join(import.meta.dirname, "../models/cine-sax"), { device: "cpu" });
const predicted = await segmenter.segment(volume);
await segmenter.dispose();

// One piece of each structure in a frame, holes filled; the geometry of the file is that of the image.
const { labels } = correctLabels(predicted);
await writeOneFile(out, writeNiftiLabels(labels, { like: header, gzip: true }), false);

const inCavity = labels.labels.filter((label) => label === LEFT_VENTRICLE).length;
const ml = (inCavity * voxelVolumeMl(labels.grid.ijkToLps)) / labels.frameCount;
console.log(`the left cavity has ${ml.toFixed(0)} ml; the labels are ${out}`);

/** The image and the file for its labels: those that were named, or end-diastole of a heart that is drawn now. */
async function placesOf([image, out]: readonly string[]): Promise<readonly [string, string]> {
  if (image !== undefined && out !== undefined) return [image, out];
  const folder = await mkdtemp(join(tmpdir(), "cmrkit-example-"));
  const random = randomStream("example 03");
  const drawn = simulateStudy(sampleHeart("normal", random), cineScan({ frameCount: 2 }), random.fork("scan"));
  await writeFile(
    join(folder, "image.nii.gz"),
    writeNifti(frameOf(drawn.volume, 0), { datatype: "int16", gzip: true }),
  );
  return [join(folder, "image.nii.gz"), join(folder, "labels.nii.gz")];
}
