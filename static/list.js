/* The list answers as one types, and the address keeps in step. Without this script the form
   asks for the same page as a whole: the answer is the server's in either case. */
(function () {
  "use strict";
  var form = document.querySelector("form.search");
  var found = document.getElementById("_found");
  if (!form || !found || !window.fetch || !window.URLSearchParams) {
    return;
  }
  var pause = 200; // milliseconds after the last letter
  var timer, asking;

  function address() {
    var asked = new URLSearchParams();
    new FormData(form).forEach(function (value, name) {
      value = value.trim();
      if (value) {
        asked.append(name, value);
      }
    });
    var query = asked.toString();
    return form.getAttribute("action") + (query ? "?" + query : "");
  }

  function show(page) {
    ["h1", ".answer", "#_results"].forEach(function (part) {
      var old = document.querySelector(part);
      var now = page.querySelector(part);
      if (old && now && old.innerHTML !== now.innerHTML) {
        old.innerHTML = now.innerHTML;
      }
    });
    // What was chosen since the question was asked stays chosen.
    form.querySelectorAll("select").forEach(function (list) {
      var now = page.getElementById(list.id);
      var chosen = list.value;
      if (now) {
        list.innerHTML = now.innerHTML;
        list.value = chosen;
      }
    });
    document.title = page.title;
    var said = page.querySelector("[data-found]");
    var answer = page.querySelector(".answer");
    found.textContent = said ? said.dataset.found : answer ? answer.textContent : "";
  }

  function ask(isSubmitted) {
    var to = address();
    clearTimeout(timer);
    if (asking) {
      asking.abort();
    }
    if (to === location.pathname + location.search) {
      return;
    }
    asking = new AbortController();
    fetch(to, { signal: asking.signal })
      .then(function (answer) {
        return answer.ok ? answer.text() : Promise.reject(answer.status);
      })
      .then(function (html) {
        show(new DOMParser().parseFromString(html, "text/html"));
        history.replaceState(null, "", to);
      })
      .catch(function (fault) {
        if (isSubmitted && fault.name !== "AbortError") {
          form.submit();
        }
      });
  }

  form.addEventListener("input", function (event) {
    clearTimeout(timer);
    timer = setTimeout(ask, event.target.tagName === "SELECT" ? 0 : pause);
  });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    ask(true);
  });
})();
