// Makes the portal kinder where scripts run: everything works without it. Counts deadlines down, shrinks photos, keeps drafts when asked to, stops double taps, shows news. One file, so that a slow line is asked once.
(function () {
  'use strict'
  let words = {}
  try { words = JSON.parse(document.currentScript.dataset.words) } catch { /* the page works without words */ }
  function say(key, values) {
    return String(words[key] || '').replace(/\{\{(\w+)\}\}/g, function (_, name) { return values && name in values ? values[name] : '' })
  }
  function each(selector, act, root) { Array.prototype.forEach.call((root || document).querySelectorAll(selector), act) }

  // deadlines
  let skew = 0
  function distance(at) {
    const ms = Date.parse(at) - (Date.now() + skew)
    const all = Math.floor(Math.abs(ms) / 60000)
    const d = Math.floor(all / 1440), h = Math.floor((all % 1440) / 60), m = all % 60
    const size = say('time.' + (d > 0 ? (h > 0 ? 'sizeDays' : 'sizeDay') : h > 0 ? (m > 0 ? 'sizeHours' : 'sizeHour') : 'sizeMinutes'), { d: d, h: h, m: m })
    return say(ms >= 0 ? 'time.left' : 'time.past', { size: size })
  }
  function count() {
    if (!words['time.left']) return
    each('[data-countdown]', function (node) {
      const text = distance(node.dataset.countdown)
      if (node.textContent !== text) node.textContent = text
    })
  }
  setInterval(count, 15000)

  // short remarks
  function toast(text) {
    if (!text) return
    const node = document.createElement('p')
    node.className = 'toast'
    node.setAttribute('role', 'status')
    node.textContent = text
    document.body.appendChild(node)
    setTimeout(function () { node.remove() }, 4000)
  }

  // copying a number
  function copies(root) {
    if (!navigator.clipboard) return
    each('[data-copy]', function (button) {
      button.hidden = false
      button.addEventListener('click', function () {
        navigator.clipboard.writeText(button.dataset.copy).then(function () { toast(say('script.copied')) }, function () {})
      })
    }, root)
  }

  // double taps: the second press waits for the first
  function guard(form) {
    form.addEventListener('submit', function (event) {
      if (form.dataset.sending) { event.preventDefault(); return }
      if (form.works && form.works.length > 0) {
        event.preventDefault()
        toast(say('script.sending'))
        const by = event.submitter
        // what isn't up by then stays in its field and goes with the form
        Promise.race([Promise.all(form.works), new Promise(function (done) { setTimeout(done, 8000) })]).then(function () {
          form.works = []
          if (form.requestSubmit) form.requestSubmit(by); else form.submit()
        })
        return
      }
      if (navigator.onLine === false) { event.preventDefault(); toast(say('script.offline')); return }
      form.dataset.sending = 'yes'
      each('button[type=submit], button:not([type])', function (button) { button.setAttribute('aria-disabled', 'true') }, form)
      toast(say('script.sending'))
    })
  }
  window.addEventListener('pageshow', function () {
    each('form[data-sending]', function (form) {
      delete form.dataset.sending
      each('[aria-disabled]', function (button) { button.removeAttribute('aria-disabled') }, form)
    })
  })

  // drafts: kept only when the customer says so, for a day; never phone, name or secrets; gone when the form was sent
  const dayMs = 86400000
  const unkept = { key: 1, version: 1, phone: 1, name: 1, kept: 1, code: 1, token: 1, challenge: 1, about: 1, keepDraft: 1 }
  function store(name, value) {
    try {
      if (value === undefined) return localStorage.getItem('huiyin:' + name)
      if (value === null) localStorage.removeItem('huiyin:' + name); else localStorage.setItem('huiyin:' + name, value)
    } catch { /* full or forbidden: the form still works */ }
    return null
  }
  function drafts(form) {
    const name = form.dataset.draft
    const tick = consent(form)
    if (!tick) return
    const fields = function () { return Array.prototype.filter.call(form.elements, function (one) { return one.name && !unkept[one.name] && one.type !== 'file' && one.type !== 'hidden' && one.tagName !== 'BUTTON' }) }
    const save = function () {
      if (!tick.checked) return
      const values = fields().filter(function (one) { return one.type === 'checkbox' || one.type === 'radio' ? one.checked : one.value }).map(function (one) { return [one.name, one.value] })
      store(name, JSON.stringify({ at: Date.now(), values: values, files: form.photos ? form.photos.up() : [] }))
    }
    form.saveDraft = save
    tick.addEventListener('change', function () {
      store('keep', tick.checked ? 'yes' : null)
      if (tick.checked) save(); else store(name, null)
    })
    let stored = null
    try { stored = JSON.parse(store(name)) } catch { /* not ours */ }
    if (stored && tick.checked && Date.now() - stored.at < dayMs) {
      const empty = fields().every(function (one) { return one.type === 'checkbox' || one.type === 'radio' ? one.checked === one.defaultChecked : !one.value })
      const any = empty && restore(fields(), stored.values || [])
      const files = empty && form.photos && form.photos.back(stored.files || [])
      if (any || files) toast(say('script.restored'))
    } else if (stored) store(name, null)
    let timer
    form.addEventListener('input', function () { clearTimeout(timer); timer = setTimeout(save, 300) })
  }
  // the question whether to keep a draft, asked by the script because only the script can keep one
  function consent(form) {
    const button = form.querySelector('.button.primary')
    if (!button || !say('script.keep')) return null
    const label = document.createElement('label')
    label.className = 'answer tick'
    const box = document.createElement('input')
    box.type = 'checkbox'
    box.name = 'keepDraft'
    box.checked = store('keep') === 'yes'
    const text = document.createElement('span')
    const name = document.createElement('span')
    name.id = 'l-keepDraft'
    name.textContent = say('script.keep')
    const hint = document.createElement('small')
    hint.id = 'h-keepDraft'
    hint.textContent = say('script.keepHint')
    box.setAttribute('aria-labelledby', name.id)
    box.setAttribute('aria-describedby', hint.id)
    text.appendChild(name)
    text.appendChild(hint)
    label.appendChild(box)
    label.appendChild(text)
    ;(button.closest('.actions') || button).insertAdjacentElement('beforebegin', label)
    return box
  }
  function restore(fields, values) {
    let any = false
    values.forEach(function (pair) {
      fields.forEach(function (one) {
        if (one.name !== pair[0]) return
        if (one.type === 'checkbox' || one.type === 'radio') { if (one.value === pair[1]) { one.checked = true; any = true } } else { one.value = pair[1]; any = true }
      })
    })
    return any
  }

  // photos: made smaller than half a megabyte, then sent one by one while the customer writes on; what fails travels with the form
  const wanted = 500000
  function photos(input) {
    if (!window.DataTransfer || !input.form) return
    try { new DataTransfer().items.add(new File([''], 'x')) } catch { return }
    let chosen = []
    const list = document.createElement('ul')
    list.className = 'files'
    list.setAttribute('aria-live', 'polite')
    input.insertAdjacentElement('afterend', list)
    input.form.photos = {
      up: function () { return chosen.filter(function (one) { return one.id }).map(function (one) { return { id: one.id, name: one.file.name, size: one.file.size } }) },
      back: function (files) {
        chosen = files.slice(0, Number(input.dataset.max)).map(function (one) { return { id: String(one.id), file: { name: String(one.name), size: Number(one.size) } } })
        show()
        return chosen.length > 0
      },
    }
    input.addEventListener('change', function () {
      const added = Array.prototype.slice.call(input.files)
      const room = Number(input.dataset.max) - chosen.length
      if (added.length > room) toast(say('script.tooMany', { n: input.dataset.max }))
      if (added.some(isPhoto)) toast(say('script.shrinking'))
      const taken = added.slice(0, Math.max(0, room)).map(function (file) { return { file: file } })
      chosen = chosen.concat(taken)
      show()
      taken.forEach(function (one) {
        const tell = function (text) { one.state = text; if (one.mark) one.mark.textContent = mark(one) }
        busy(input.form, shrink(one.file).then(function (file) {
          one.file = file
          show()
          return upload(file, tell)
        }).then(function (id) { one.id = id; show(); if (input.form.saveDraft) input.form.saveDraft() }, function () { tell(say('script.later')) }))
      })
    })
    function show() {
      put(input, chosen.filter(function (one) { return !one.id }).map(function (one) { return one.file }))
      list.textContent = ''
      input.classList.toggle('listed', chosen.length > 0)
      chosen.forEach(function (one, index) { list.appendChild(line(one, function () { chosen.splice(index, 1); show(); if (input.form.saveDraft) input.form.saveDraft(); input.focus() })) })
    }
  }
  function mark(one) { return Math.max(1, Math.round(one.file.size / 1000)) + ' KB' + (one.id ? ' ✓' : one.state ? ' · ' + one.state : '') }
  function line(one, remove) {
    const item = document.createElement('li')
    if (one.file.small) item.appendChild(one.file.small)
    const name = document.createElement('span')
    name.textContent = one.file.name
    const size = document.createElement('small')
    size.textContent = mark(one)
    one.mark = size
    name.appendChild(size)
    const drop = document.createElement('button')
    drop.type = 'button'
    drop.textContent = '×'
    drop.setAttribute('aria-label', say('script.remove', { name: one.file.name }))
    drop.addEventListener('click', remove)
    item.appendChild(name)
    if (one.id) {
      const kept = document.createElement('input')
      kept.type = 'hidden'
      kept.name = 'kept'
      kept.value = one.id
      item.appendChild(kept)
    }
    item.appendChild(drop)
    return item
  }
  // goes on where a cut line stopped it; tries again after 1, 3 and 9 seconds without a byte more, and as soon as the line is back
  function upload(file, tell) {
    return new Promise(function (done, fail) {
      let tries = 0, at = 0, known = null
      function ask(method, path, body, type, then) {
        const request = new XMLHttpRequest()
        request.open(method, '/p/api/uploads' + path)
        request.timeout = 60000
        request.setRequestHeader('content-type', type)
        if (known) request.setRequestHeader('upload-key', known.key)
        request.upload.onprogress = function (event) { if (type !== json) tell(say('script.sent', { percent: Math.floor((at + event.loaded) / file.size * 100) })) }
        request.onload = function () {
          const ok = request.status === 200 || request.status === 201
          const reply = ok || request.status === 409 ? JSON.parse(request.responseText) : null
          if (ok) return then(reply)
          if (request.status === 409 && reply.params && reply.params.received >= 0) { at = reply.params.received; return again() }
          if (request.status === 404 && known) { known = null; at = 0; return again() }
          if (request.status < 500 && request.status !== 429) return fail(new Error(String(request.status)))
          again()
        }
        request.onerror = request.ontimeout = again
        request.send(body)
      }
      const json = 'application/json'
      function go() {
        if (navigator.onLine === false) {
          tell(say('script.waits'))
          window.addEventListener('online', go, { once: true })
          return
        }
        if (!known) return ask('POST', '', JSON.stringify({ name: file.name || 'file', size: file.size }), json, function (made) { known = made; send() })
        ask('GET', '/' + known.id, null, json, function (now) { if (now.received > at) tries = 0; at = now.received; send() })
      }
      function send() {
        ask('PATCH', '/' + known.id + '?offset=' + at, file.slice(at), 'application/octet-stream', function (now) {
          if (now.file) return done(now.file.id)
          at = now.received
          again()
        })
      }
      function again() {
        tries += 1
        if (tries > 3) return fail(new Error('no line'))
        tell(say('script.retry'))
        setTimeout(go, Math.pow(3, tries - 1) * 1000)
      }
      go()
    })
  }
  function busy(form, work) {
    form.works = (form.works || []).concat([work])
    work.then(function () { form.works = form.works.filter(function (one) { return one !== work }) })
  }
  function put(input, files) {
    const transfer = new DataTransfer()
    files.forEach(function (file) { transfer.items.add(file) })
    input.files = transfer.files
  }
  function isPhoto(file) { return /^image\/(jpeg|png|webp|heic|heif|bmp)$/.test(file.type) }
  function shrink(file) {
    if (!isPhoto(file) || !window.createImageBitmap) return Promise.resolve(file)
    // browsers that don't turn photos upright by themselves would send them lying: those go as they are, the server turns them
    if (file.type === 'image/jpeg' && !CSS.supports('image-orientation', 'from-image')) return Promise.resolve(file)
    return createImageBitmap(file).then(function (bitmap) {
      const small = draw(bitmap, 96)
      if (file.size <= wanted) { file.small = small; return file }
      return smaller(bitmap, file, 1800, 0.82).then(function (result) { result.small = small; return result })
    }).catch(function () { return file })
  }
  function draw(bitmap, longest) {
    const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.max(1, Math.round(bitmap.width * scale))
    canvas.height = Math.max(1, Math.round(bitmap.height * scale))
    const pen = canvas.getContext('2d')
    pen.fillStyle = '#fff'
    pen.fillRect(0, 0, canvas.width, canvas.height)
    pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
    return canvas
  }
  function smaller(bitmap, file, longest, quality) {
    return new Promise(function (done) {
      draw(bitmap, longest).toBlob(function (blob) {
        if (!blob || blob.size >= file.size) return done(file)
        if (blob.size > wanted && longest > 900) return done(smaller(bitmap, file, longest - 300, quality - 0.06))
        done(new File([blob], file.name.replace(/\.\w+$/, '') + '.jpg', { type: 'image/jpeg', lastModified: file.lastModified }))
      }, 'image/jpeg', quality)
    })
  }

  // news: the page is fetched again when told or once a minute; shown at once unless somebody is typing
  function live(main) {
    let busy = false
    function look() {
      if (busy || document.hidden || navigator.onLine === false) return
      busy = true
      fetch(location.href, { headers: { accept: 'text/html' }, credentials: 'same-origin', redirect: 'error' }).then(function (reply) { return reply.ok ? reply.text() : '' }).then(function (text) {
        busy = false
        const fresh = text && new DOMParser().parseFromString(text, 'text/html').getElementById('main')
        if (!fresh || !fresh.dataset.live || fresh.dataset.live === main.dataset.live) return
        if (main.contains(document.activeElement) && document.activeElement !== document.body && document.activeElement !== main) return bar()
        const shown = document.importNode(fresh, true)
        main.replaceWith(shown)
        main = shown
        enhance(main)
      }).catch(function () { busy = false })
    }
    function bar() {
      if (document.querySelector('.news')) return
      const link = document.createElement('a')
      link.className = 'button primary news'
      link.href = location.href
      link.textContent = say('script.news')
      main.insertBefore(link, main.firstChild)
    }
    if (main.dataset.stream && window.EventSource) new EventSource(main.dataset.stream).onmessage = look
    setInterval(look, 60000)
    document.addEventListener('visibilitychange', look)
  }

  function enhance(root) {
    copies(root)
    each('form[data-guard]', guard, root)
    each('input[data-photos]', photos, root)
    each('form[data-draft]', drafts, root)
    each('input[autocomplete="one-time-code"]', function (input) {
      input.addEventListener('input', function () { const digits = input.value.normalize('NFKC').replace(/\D/g, '').slice(0, 6); if (digits !== input.value) input.value = digits })
    }, root)
    each('[data-clear-draft]', function (node) { store(node.dataset.clearDraft, null) }, root)
    count()
  }
  const main = document.getElementById('main')
  if (!main) return
  // thanks are said once: not again over the news that come later
  if (/[?&]done=/.test(location.search)) history.replaceState(null, '', location.pathname)
  if (main.dataset.now) skew = Number(main.dataset.now) - Date.now()
  enhance(document)
  if (main.dataset.live) live(main)
  const errors = document.getElementById('errors')
  if (errors) errors.focus()
})()
