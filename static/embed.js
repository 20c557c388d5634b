/* Says how high the list is, so that the page around it can make room, and says nothing else.
   Without this script, or without a listener in that page, the frame scrolls. */
(function () {
  "use strict";
  if (window.parent === window || !window.ResizeObserver) {
    return;
  }
  new ResizeObserver(function () {
    var height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    window.parent.postMessage({ subprocessors: height }, "*");
  }).observe(document.documentElement);
})();
