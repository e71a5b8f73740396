/**
 * A study from images to a folder of results, as `cmr analyze` does it. Without arguments a coarse heart is drawn first.
 * Run it with `npx -c 'node examples/02-analyse-a-study.ts [STUDY OUT]'`. Research use only; not a medical device.
 */
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isMeasured } from "@cmrkit/cardiac";
import { cineScan, dicomFiles, sampleHeart, simulateStudy } from "@cmrkit/phantom";
import { analyse, openSegmenter, readStudy, resultFiles, resultNames, writeFolder } from "@cmrkit/study";
import { randomStream } from "@cmrkit/tensor";

const [study, out] = await placesOf(process.argv.slice(2));

// A DICOM folder of any layout, or a 4D NIfTI file: in patient space, checked, or an error with a `kind`.
const input = await readStudy(study);

// A model folder: the network, its weights, and the plan by which images become its windows.
const model = join(import.meta.dirname, "../models/cine-sax");
const segmenter = await openSegmenter(model, { device: "cpu" });
try {
  const analysis = await analyse(input, segmenter, { software: "example 02" });
  const isOwn = (name: string) => resultNames.includes(name);
  await writeFolder(out, resultFiles(analysis), { replace: false, isOwn });

  // A measure is a number, or says why it is none.
  const { ejectionFractionPercent } = analysis.measurements.leftVentricle;
  const said = isMeasured(ejectionFractionPercent)
    ? `${ejectionFractionPercent.toFixed(0)} %`
    : `not measurable, because ${ejectionFractionPercent.notMeasurable}`;
  console.log(`left ventricular ejection fraction ${said}; the report is ${join(out, "report.html")}`);
} finally {
  await segmenter.dispose();
}

/** The study and the folder for its results: those that were named, or a heart that is drawn now. */
async function placesOf([study, out]: readonly string[]): Promise<readonly [string, string]> {
  if (study !== undefined && out !== undefined) return [study, out];
  const folder = await mkdtemp(join(tmpdir(), "cmrkit-example-"));
  const random = randomStream("example 02");
  const drawn = simulateStudy(sampleHeart("normal", random), cineScan({ frameCount: 4 }), random.fork("scan"));
  const files = dicomFiles(drawn, "example 02", random.fork("files")).map(({ name, bytes }) => ({
    name: name.replace("dicom/", ""),
    content: bytes,
  }));
  await writeFolder(join(folder, "dicom"), files, { replace: false, isOwn: () => false });
  return [join(folder, "dicom"), join(folder, "results")];
}
