// The share row: copies the chapter's address, and opens a letter with it. Without this script the row is hidden.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  for (const row of document.querySelectorAll(".kompendium-share-actions")) {
    const address = row.dataset.address || window.location.href.split("#")[0];
    const copy = row.querySelector(".kompendium-share-copy");
    const mail = row.querySelector(".kompendium-share-mail");
    const status = row.querySelector(".kompendium-share-status");

    mail.href = `mailto:?subject=${encodeURIComponent(row.dataset.subject)}&body=${encodeURIComponent(address)}`;
    // The clipboard is for pages from https (or this machine); elsewhere the button would do nothing.
    copy.hidden = !navigator.clipboard;
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(address);
        status.textContent = row.dataset.copied;
      } catch {
        status.textContent = address;
      }
    });
    row.hidden = false;
    row.closest(".kompendium-share").hidden = false;
  }
});
