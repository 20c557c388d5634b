/* Keeps the table of what is pasted: cells with their links, and what is struck through or hidden
   in it, which plain text would lose. Without this script, plain text separated by tabs is read. */
(function () {
  "use strict";
  var area = document.querySelector('textarea[name="pasted"]');
  var markup = document.querySelector('input[name="markup"]');
  var note = document.querySelector(".pasted-note");
  if (!area || !markup || !note) {
    return;
  }
  var ATTRIBUTES = /\s(style|class|width|height|lang|valign|data-[\w-]+)=("[^"]*"|'[^']*'|[^\s>]+)/gi;
  var TELLING = /line-through|display\s*:\s*none|visibility\s*:\s*hidden|mso-hide/i;
  function rules(html) {
    var styles = (html.match(/<style\b[\s\S]*?<\/style\s*>/gi) || []).join(" ");
    return (styles.match(/\.[\w-]+[^{}<>]*\{[^{}]*\}/g) || []).filter(function (rule) {
      return TELLING.test(rule);
    });
  }
  function bare(html) {
    var telling = rules(html);
    var body = html
      .replace(/<(style|script|head)\b[\s\S]*?<\/\1\s*>/gi, "")
      .replace(/<!--[\s\S]*?-->/g, "")
      .replace(/<[^>]*>/g, function (tag) {
        return tag.replace(ATTRIBUTES, function (whole, name, value) {
          var keeps = name.toLowerCase() === "class" ? telling.length : TELLING.test(value);
          return keeps ? whole : "";
        });
      });
    return telling.length ? "<style>" + telling.join(" ") + "</style>" + body : body;
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
