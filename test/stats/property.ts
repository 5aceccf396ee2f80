import fc from 'fast-check'

// The same examples in every run: a test that fails now and then is looked at by nobody.
fc.configureGlobal({ seed: 20240501 })

export { fc }
