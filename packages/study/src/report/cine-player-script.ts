/** What moves the cine of a report. It runs in the reader's browser as it stands: no types, no imports, nothing fetched. */
export const cinePlayerScript = `
(() => {
  const root = document.currentScript.parentElement;
  const find = (selector) => root.querySelector(selector);
  const data = JSON.parse(find('script[type="application/json"]').textContent);
  const [image, button, where] = [find("image"), find("button"), find(".where")];
  const [slice, frame, contours] = [find("[name=slice]"), find("[name=frame]"), find("[name=contours]")];
  const paths = [...root.querySelectorAll("path")];
  let isPlaying = false;
  let due = 0;

  const show = () => {
    const [k, t] = [Number(slice.value), Number(frame.value)];
    if (image.getAttribute("href") !== data.sprites[k]) image.setAttribute("href", data.sprites[k]);
    image.setAttribute("y", String(-t * data.heightMm));
    paths.forEach((path, n) => path.setAttribute("d", contours.checked ? data.paths[k][t][n] : ""));
    where.textContent = "slice " + k + ", frame " + t + (data.timesMs ? ", " + data.timesMs[t] + " ms" : "");
  };
  const turn = (input, by) => {
    const count = Number(input.max) + 1;
    input.value = String((Number(input.value) + by + count) % count);
    show();
  };
  const tick = (now) => {
    if (!isPlaying) return;
    if (now >= due) {
      turn(frame, 1);
      due = Math.max(due, now - 100) + data.frameMs[Number(frame.value)];
    }
    requestAnimationFrame(tick);
  };
  const play = (wanted) => {
    isPlaying = wanted;
    button.textContent = wanted ? "Pause" : "Play";
    due = performance.now();
    if (wanted) requestAnimationFrame(tick);
  };
  const keys = {
    " ": () => play(!isPlaying),
    ArrowRight: () => turn(frame, 1),
    ArrowLeft: () => turn(frame, -1),
    ArrowUp: () => turn(slice, 1),
    ArrowDown: () => turn(slice, -1),
    c: () => contours.click(),
  };

  button.addEventListener("click", () => play(!isPlaying));
  for (const input of [slice, frame, contours]) input.addEventListener("input", show);
  find("figure").addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  });
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  still.addEventListener("change", () => play(!still.matches));
  root.hidden = false;
  show();
  play(!still.matches);
})();
`;
