/** The grids on which the views of a configuration enter the model. */
import type { MaeConfig } from "./config.ts";
import { type ViewGrid, viewNames } from "./views.ts";

/** The grids of the configured views, in the order of the model. */
export function viewGrids({ data: { views } }: Pick<MaeConfig, "data">): readonly ViewGrid[] {
  return viewNames.flatMap((name): readonly ViewGrid[] => {
    const view = views[name];
    if (!view) return [];
    const stack = "sliceMm" in view ? view : { sliceMm: null, minSlices: 1 };
    const [X, Y, Z = 1] = view.imageSize;
    return [
      {
        name,
        size: [X, Y, Z],
        pixelMm: view.pixelMm,
        sliceMm: stack.sliceMm,
        minSlices: stack.minSlices,
        longSideWithoutSpacing: view.longSideWithoutSpacing,
        isStack: "sliceMm" in view,
      },
    ];
  });
}
