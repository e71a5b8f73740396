/**
 * What the classifier answers where the right answer is none that it knows: other views, maps, localisers.
 *   npx -c 'node experiments/0031-image-kind-two-makers/other-kinds.ts MODEL SIMULATED DICOM-FOLDER… > others.csv'
 */
import { join } from "node:path";
import { readDicomFolder, readPixels, groupSeries } from "@cmrkit/imaging";
import { dataSetNamed, openImageClassifier, readCaseImage } from "@cmrkit/learn";
import { firstImageOf } from "../../packages/study/src/recognise/representative-image.ts";

const KNOWN = ["cine lax_4c", "cine sax", "lge sax"];
const [model, simulated, ...folders] = process.argv.slice(2);
if (model === undefined || simulated === undefined) throw new Error("give a model, simulated hearts, and folders of DICOM files");
const classifier = await openImageClassifier(model, { threads: 1 });
process.stdout.write("picture,kind,answer,probability\n");

async function say(name: string, kind: string, plane: Parameters<typeof classifier.classify>[0]): Promise<void> {
  const [best] = (await classifier.classify(plane)).toSorted((a, b) => b.probability - a.probability);
  process.stdout.write(`${name},${kind},${best!.sequence} ${best!.view},${best!.probability.toFixed(3)}\n`);
}

for (const { id, images } of dataSetNamed("folder").list(simulated))
  for (const image of images) {
    const kind = `${image.sequence} ${image.view}`;
    if (KNOWN.includes(kind)) continue;
    const { data, size: [, Z, rows, columns] } = await readCaseImage(image, id);
    const z = Math.floor((Z - 1) / 2);
    const plane = data.slice(z * rows * columns, (z + 1) * rows * columns);
    await say(`${id} ${image.name}`, kind, { data: plane, rows, columns, pixelSpacingMm: [1, 1] });
  }
for (const folder of folders)
  for (const series of groupSeries((await readDicomFolder(folder)).instances)) {
    const image = firstImageOf(series);
    const { rows, columns, pixelSpacingMm } = image;
    await say(join(folder, String(series.seriesNumber)), "localiser", { data: readPixels(image), rows, columns, pixelSpacingMm });
  }
await classifier.dispose();
