// Whether a chapter's review is overdue on the reader's own day; the page as built goes by the book's date.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const now = new Date();
  const pad = (number) => String(number).padStart(2, "0");
  const today = `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
  for (const notice of document.querySelectorAll(".kompendium-overdue[data-due][hidden]")) {
    if (notice.dataset.due < today) {
      notice.hidden = false;
      for (const next of notice.parentElement.querySelectorAll(".kompendium-next-review")) {
        next.hidden = true;
      }
    }
  }
});
