/** The views that a network sees together, each in windows of its own, and what their tensors are called in its graphs. */
import type { ImageView } from "../../catalogue/image.ts";
import { LearnError } from "../../errors.ts";
import type { WindowGrid } from "../window-grid.ts";

export type ViewName = Exclude<ImageView, "unknown">;

export interface NetworkView {
  readonly name: ViewName;
  readonly window: WindowGrid;
  /** Steps of stem and decoder on this view, where they are not CineMA's. */
  readonly steps: Readonly<Record<string, readonly number[]>>;
  /** The input that windows are fed under, (B, C, Y, X) or (B, C, Z, Y, X). */
  readonly image: string;
  /** The input that targets are fed under. */
  readonly target: string;
  /** The output that predictions come under. */
  readonly prediction: string;
}

export type NetworkViews = readonly [NetworkView, ...NetworkView[]];

/** Something of each view, in their order. */
export function eachView<Of, Made>(
  [first, ...others]: readonly [Of, ...Of[]],
  make: (of: Of) => Made,
): readonly [Made, ...Made[]] {
  return [make(first), ...others.map((of) => make(of))];
}

/** As a configuration names them. */
export interface ViewsJson {
  readonly window: WindowGrid;
  readonly network: {
    readonly view: ViewName;
    readonly steps: NetworkView["steps"];
    readonly views?: Readonly<Partial<Record<ViewName, OwnView | undefined>>> | undefined;
  };
}

/** What is a view's own, where several are seen together. */
interface OwnView {
  readonly steps: NetworkView["steps"];
  readonly window: Partial<WindowGrid>;
}

/** One, whatever images show, unless the configuration names several that are seen together. */
export function networkViews({ network, window }: ViewsJson): NetworkViews {
  const several = Object.entries(network.views ?? {}) as [ViewName, OwnView][];
  const [first, ...others] = several.map(([name, own]): NetworkView => {
    return { name, steps: own.steps, window: { ...window, ...own.window }, ...tensorNames(`_${name}`) };
  });
  return first ? [first, ...others] : [{ ...oneView(window), name: network.view, steps: network.steps }];
}

function tensorNames(ending: string): Pick<NetworkView, "image" | "target" | "prediction"> {
  return { image: `image${ending}`, target: `target${ending}`, prediction: `prediction${ending}` };
}

/** Of a network that sees one view, whichever it is, in these windows. */
export function oneView(window: WindowGrid): NetworkView {
  return { name: "sax", steps: {}, window, ...tensorNames("") };
}

/** The view by which an image is seen; the only one there is takes every image. */
export function viewOf(views: NetworkViews, { view }: { readonly view: ImageView }): NetworkView {
  return (views.length === 1 ? undefined : views.find(({ name }) => name === view)) ?? views[0];
}

/** @throws {LearnError} `bad-input` for a network that must see several views of a heart at once, where there is but one image. */
export function requireOneView(views: NetworkViews, subject: string): void {
  if (views.length === 1) return;
  throw new LearnError(
    "bad-input",
    `${subject} sees ${views.map(({ name }) => name).join(" and ")} together; predict or evaluate a data set that has both`,
  );
}
