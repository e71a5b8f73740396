/** The structures that an autoencoder's patches show, where images come with masks. */
import { tokenPatch } from "@cmrkit/nn";
import { maskCoverage } from "../health/mask-coverage.ts";
import { patchLabels } from "../health/patch-labels.ts";
import type { PatchedImage } from "../health/patch-plan.ts";
import type { MaeConfig } from "./config.ts";
import { preprocessSettings } from "./image-source.ts";
import type { ViewProbes } from "./view-probes.ts";
import { modelSize } from "./views.ts";
import { plainDraw, sampleWindow } from "./window.ts";

/** Of each probe the labels of its patches, in the order of its tokens. @throws what `maskCoverage` throws. */
export async function labelledPatches({ grid, probes }: ViewProbes, config: MaeConfig): Promise<PatchedImage[]> {
  const view = config.model.views.find(({ name }) => name === grid.name)!;
  const patch = tokenPatch(view, config.model.convChannels.length);
  const images: PatchedImage[] = [];
  for (const { image, subject, mask } of probes) {
    const labels = mask === undefined ? [] : await labelsOf(mask, image);
    images.push({ patient: subject.patient, labels });
  }
  return images;

  async function labelsOf(mask: string, image: ViewProbes["probes"][number]["image"]): Promise<number[]> {
    const coverage = await maskCoverage(mask, image, preprocessSettings(grid, config));
    const windows = [...coverage].map(
      ([
        label,
        {
          data,
          size: [, Z, Y, X],
        },
      ]) => {
        const { window } = sampleWindow({ data, size: [Z, Y, X] }, grid, plainDraw);
        return [label, window] as const;
      },
    );
    return patchLabels(new Map(windows), modelSize(grid), patch);
  }
}
