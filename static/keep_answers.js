/* Keeps the answers of a review when somebody leaves it, to edit a row for example.
   Without this script, "Update this review" keeps them. */
(function () {
  "use strict";
  var form = document.getElementById("review-form");
  if (!form || !navigator.sendBeacon) {
    return;
  }
  var isEdited = false;
  form.addEventListener("input", function () {
    isEdited = true;
  });
  form.addEventListener("submit", function (event) {
    var button = event.submitter;
    if (!button || button.formTarget !== "_blank") {
      isEdited = false; // the server has them
    }
  });
  window.addEventListener("pagehide", function () {
    if (isEdited) {
      navigator.sendBeacon(form.dataset.keep, new FormData(form));
    }
  });
})();
