/* Keeps the answers of a review when somebody leaves it, to edit a row for example.
   Without this script, "Update this review" keeps them. */
(function () {
  "use strict";
  var form = document.getElementById("review-form");
  if (!form || !navigator.sendBeacon) {
    return;
  }
  var isSubmitted = false;

  function isChosenAnew(list) {
    var proposed = Array.prototype.filter.call(list.options, function (option) {
      return option.defaultSelected;
    });
    var first = proposed.length ? proposed[0].index : 0;
    return list.selectedIndex !== first;
  }

  // Asked of the fields themselves: what was typed before this script was there counts too.
  function isEdited(field) {
    if (field.type === "checkbox" || field.type === "radio") {
      return field.checked !== field.defaultChecked;
    }
    if (field.tagName === "SELECT") {
      return isChosenAnew(field);
    }
    return field.type !== "hidden" && "defaultValue" in field && field.value !== field.defaultValue;
  }

  form.addEventListener("submit", function (event) {
    var button = event.submitter;
    if (!button || button.formTarget !== "_blank") {
      isSubmitted = true; // the server has them
    }
  });
  window.addEventListener("pageshow", function () {
    isSubmitted = false;
  });
  window.addEventListener("pagehide", function () {
    if (!isSubmitted && Array.prototype.some.call(form.elements, isEdited)) {
      navigator.sendBeacon(form.dataset.keep, new FormData(form));
    }
  });
})();
