/* Keeps the table of what is pasted: cells with their links, which plain text would lose.
   Without this script, plain text separated by tabs is read. */
(function () {
  "use strict";
  var area = document.querySelector('textarea[name="pasted"]');
  var markup = document.querySelector('input[name="markup"]');
  var note = document.querySelector(".pasted-note");
  if (!area || !markup || !note) {
    return;
  }
  var ATTRIBUTES = /\s(style|class|width|height|lang|valign|data-[\w-]+)=("[^"]*"|'[^']*'|[^\s>]+)/gi;
  function bare(html) {
    return html
      .replace(/<!--[\s\S]*?-->/g, "")
      .replace(/<(style|script|head)\b[\s\S]*?<\/\1\s*>/gi, "")
      .replace(/<[^>]*>/g, function (tag) {
        return tag.replace(ATTRIBUTES, "");
      });
  }
  area.addEventListener("paste", function (event) {
    var html = event.clipboardData ? event.clipboardData.getData("text/html") : "";
    if (!/<table[\s>]/i.test(html) || area.value.trim() !== "") {
      return;
    }
    event.preventDefault();
    area.value = event.clipboardData.getData("text/plain");
    markup.value = bare(html);
    note.textContent = note.dataset.words;
  });
  area.addEventListener("input", function () {
    markup.value = "";
    note.textContent = "";
  });
})();
