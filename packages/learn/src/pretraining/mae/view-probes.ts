/** What the health check of a masked autoencoder looks at. */
import type { CatalogueImage } from "../../catalogue/image.ts";
import type { Probe } from "../health/probe-set.ts";
import type { ViewGrid } from "./views.ts";

/** Images of one view that are probed. All of one view, because each view's own stem would tell it from the others. */
export interface ViewProbes {
  readonly grid: ViewGrid;
  readonly probes: readonly Probe<Pick<CatalogueImage, "id" | "size" | "spacingMm">>[];
}
