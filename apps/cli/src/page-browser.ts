/** Prints and draws pages by the browser that is there, if one is; nothing is installed or fetched for it. */
import { execFile } from "node:child_process";
import { access, constants, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

const PROGRAMS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const TIMEOUT_MS = 120_000;

/** Of a picture of a page, in CSS pixels: as wide as A4 is drawn, and longer than any report. */
const PICTURE = { width: 820, height: 6500, pixelsPerCssPixel: 1.5 } as const;

export interface PageBrowser {
  readonly printPdf: (html: string) => Promise<Uint8Array>;
  /** The page as a PNG picture, white below its end. */
  readonly drawPage: (html: string) => Promise<Uint8Array>;
}

/** The first Chromium on the search path; undefined where there is none. */
export async function pageBrowser(): Promise<PageBrowser | undefined> {
  const program = await firstExecutable((process.env.PATH ?? "").split(delimiter));
  if (program === undefined) return undefined;
  return {
    printPdf: (html) =>
      rendered(program, html, "report.pdf", (pdf) => ["--no-pdf-header-footer", `--print-to-pdf=${pdf}`]),
    drawPage: (html) =>
      rendered(program, html, "report.png", (png) => [
        "--hide-scrollbars",
        `--window-size=${PICTURE.width},${PICTURE.height}`,
        `--force-device-scale-factor=${PICTURE.pixelsPerCssPixel}`,
        `--screenshot=${png}`,
      ]),
  };
}

async function firstExecutable(folders: readonly string[]): Promise<string | undefined> {
  for (const path of folders.flatMap((folder) => PROGRAMS.map((name) => join(folder, name)))) {
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return undefined;
}

/**
 * What the browser makes of a page, in a profile of its own that goes with the page.
 * @param resultName By its ending the browser knows the format.
 */
async function rendered(
  program: string,
  html: string,
  resultName: string,
  flagsFor: (result: string) => readonly string[],
): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), "cmr-page-"));
  try {
    const [page, result] = [join(folder, "report.html"), join(folder, resultName)];
    await writeFile(page, html);
    const isRoot = process.getuid?.() === 0; // as root Chromium starts without its sandbox only
    const flags = ["--headless", "--disable-gpu", `--user-data-dir=${join(folder, "profile")}`];
    const sandbox = isRoot ? ["--no-sandbox"] : [];
    await promisify(execFile)(program, [...flags, ...sandbox, ...flagsFor(result), pathToFileURL(page).href], {
      timeout: TIMEOUT_MS,
    });
    return await readFile(result);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
