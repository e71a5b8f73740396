/** Asking a network of several views about one of them: its windows, and beside each the middle of the other views. */
import type { HostTensor } from "@cmrkit/tensor";
import type { NetworkView, NetworkViews } from "./networks/network-views.ts";
import { middlePlace, type Predictor } from "./predict.ts";
import type { PreparedImage } from "./prepared-image.ts";
import type { ViewSet } from "./view-sets.ts";
import { cutIntensities } from "./window.ts";
import { windowExtents } from "./window-grid.ts";

/** The predictor itself for an image that is seen alone. */
export function predictorFor(
  predictor: Predictor,
  views: NetworkViews,
  { seenWith }: { readonly seenWith?: ViewSet },
): Predictor {
  if (!seenWith) return predictor;
  const { images, place } = seenWith;
  const beside = views.flatMap((view, i): [string, HostTensor][] =>
    i === place ? [] : [[view.image, middles(images[i]!, view, predictor.batch)]],
  );
  return { ...predictor, view: views[place]!, beside: new Map(beside) };
}

/** The window about the middle, once for each window of a batch. */
function middles(image: PreparedImage, { window }: NetworkView, batch: number): HostTensor {
  const one = cutIntensities(image, middlePlace(image, window));
  const data = new Float32Array(batch * one.length);
  for (let b = 0; b < batch; b++) data.set(one, b * one.length);
  return { dtype: "float32", shape: [batch, image.size[0], ...windowExtents(window)], data };
}
