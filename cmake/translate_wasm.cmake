# Translates a WebAssembly module from npm to C, after making sure that it is the one we know.
# Run as: cmake -DWASM=… -DSHA256=… -DNAME=… -DIMPORTS=… -DOUTPUT=….c -P translate_wasm.cmake
file(SHA256 ${WASM} found)
if(NOT found STREQUAL SHA256)
  message(FATAL_ERROR "${WASM} is not the module that was looked at.\n  expected ${SHA256}\n"
                      "  found    ${found}\nRun scripts/setup npm; a new version needs a new review.")
endif()

function(run output)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE text ERROR_VARIABLE errors RESULT_VARIABLE failed)
  if(failed)
    message(FATAL_ERROR "${ARGN} failed: ${errors}")
  endif()
  set(${output} "${text}" PARENT_SCOPE)
endfunction()

# Tail calls are translated wrongly by this version of wasm2c; nothing may contain one.
run(code wasm-objdump -d ${WASM})
if(code MATCHES "return_call")
  message(FATAL_ERROR "${WASM} contains tail calls, which wasm2c translates wrongly.")
endif()

# What a module imports is all that it can ask of us: the list is closed.
run(details wasm-objdump -j Import -x ${WASM})
string(REGEX MATCHALL "<- [^\n]+" imports "${details}")
list(TRANSFORM imports REPLACE "^<- " "")
list(SORT imports)
string(JOIN "\n" imports ${imports})
file(READ ${IMPORTS} expected)
string(STRIP "${expected}" expected)
if(NOT imports STREQUAL expected)
  message(FATAL_ERROR "${WASM} does not import what ${IMPORTS} lists, but:\n${imports}")
endif()

run(ignored wasm2c -n ${NAME} ${WASM} -o ${OUTPUT})
