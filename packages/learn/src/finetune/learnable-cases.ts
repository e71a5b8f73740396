/** The cases that a task can learn from or be scored on: whom it leaves out is counted, and told in one line. */
import type { CaseImage, DataCase } from "../datasets/data-set.ts";
import { type ClassTask, className, isImageFact } from "./class-fact.ts";
import type { TaskConfig } from "./config.ts";
import { targets } from "./targets.ts";

/** Told in one line. */
export type OnNote = (text: string) => void;

/**
 * Leaves out what owners publish without labels, where labels are learnt, and other classes than the task's, where it says so.
 * Where nothing would be left, everything is: the check of labels or classes then tells what is wrong.
 */
export function learnableCases(
  cases: readonly DataCase[],
  task: TaskConfig,
  onNote: OnNote = () => {},
): readonly DataCase[] {
  if (task.kind === "classification") return task.others === "leave out" ? ofClasses(cases, task, onNote) : cases;
  const kept = cases.filter((each) => !isPublishedUnlabelled(each) || !learnsFromLabels(each, task));
  if (kept.length === 0 || kept.length === cases.length) return cases;
  const out = cases.filter((each) => !kept.includes(each)).map(({ id }) => id);
  onNote(`${out.length} of ${cases.length} cases have no labels and are left out: ${firstOf(out)}`);
  return kept;
}

/** Labelled in part is not meant: that is a gap, and refused. */
function isPublishedUnlabelled({ mayLackLabels, images }: DataCase): boolean {
  return mayLackLabels === true && images.every(({ labels }) => labels === undefined);
}

const ofFacts: readonly string[] = ["ageYears", "bmi"];

/** Landmarks have an account of their own, image by image. */
function learnsFromLabels({ facts }: DataCase, task: TaskConfig): boolean {
  if (task.kind === "segmentation") return true;
  if (task.kind !== "regression") return false;
  const drawn = task.targets.filter((name) => !ofFacts.includes(name));
  return drawn.some((name) => targets[name]({ facts, phases: {} }).kind === "unknown");
}

function ofClasses(cases: readonly DataCase[], task: ClassTask, onNote: OnNote): readonly DataCase[] {
  const others = cases.flatMap((each) => each.images.flatMap((image) => otherClass(each, image, task)));
  if (others.length === 0) return cases;
  const isOwn = (each: DataCase) => (image: CaseImage) => otherClass(each, image, task).length === 0;
  const chosen = cases.map((each) => ({ ...each, images: each.images.filter(isOwn(each)) }));
  const kept = chosen.filter(({ images }) => images.length > 0);
  if (kept.length === 0) return cases;
  const what = isImageFact(task.fact)
    ? `${others.length} of ${cases.flatMap(({ images }) => images).length} images`
    : `${cases.length - kept.length} of ${cases.length} cases`;
  onNote(
    `${what} are of no class of the task and are left out: ${task.fact} ${[...new Set(others)].sort().join(", ")}`,
  );
  return kept;
}

/** Its class, where it is stated and none of the task's. */
function otherClass(each: DataCase, image: CaseImage, { fact, classes }: ClassTask): string[] {
  const name = className(each, image, fact);
  return name === undefined || classes.includes(name) ? [] : [name];
}

const SHOWN = 10;

/** Names, as far as a line takes them. */
export function firstOf(ids: readonly string[]): string {
  const more = ids.length > SHOWN ? `, and ${ids.length - SHOWN} more` : "";
  return `${ids.slice(0, SHOWN).join(", ")}${more}`;
}

/** Counts the cases of which a view that is asked for could not be laid out, and those that have no image because of it. */
export function tellProblems(
  cases: readonly DataCase[],
  views: readonly CaseImage["view"][] | undefined,
  onNote: OnNote,
): void {
  const wanted = cases.map(({ id, images, problems = [] }) => {
    return { id, isLost: images.length === 0, problems: problems.filter(({ view }) => views?.includes(view) ?? true) };
  });
  const troubled = wanted.filter(({ problems }) => problems.length > 0);
  const [first] = troubled;
  if (!first) return;
  const lost = troubled.filter(({ isLost }) => isLost).map(({ id }) => id);
  const out = lost.length === 0 ? "" : `, and ${lost.length} are left out by it: ${firstOf(lost)}`;
  const because = `; the first, ${first.problems[0]!.because}`;
  onNote(`${troubled.length} of ${cases.length} cases have views that could not be laid out${out}${because}`);
}
