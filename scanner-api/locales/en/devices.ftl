# Devices: registering, connecting, readings, hourly anchors

subject-device = Device { $id }
record-device-registered = Device registered
record-device-key-rotated = Device got another key
record-device-moved = Device moved
record-device-retired = Device taken out of use
record-hour-anchored = Hour of readings anchored
record-readings-missing = Warning: readings are missing

group-devices = Digital farm
task-devices = My devices
task-devices-hint = Readings and anchors of collars, scales, thermometers and others
count-devices = { $number } in use

devices-title = My devices
devices-explain = A device signs each reading with its own key and anchors a digest of them on the ledger every hour; nothing can be changed, added or left out afterwards.
devices-empty = No device yet. Register one to take its readings in.
devices-at-place = Data of devices
device-active = in use
device-retired = out of use
device-no-hour = No hour anchored yet
device-hours-line = Anchored hours: { $hours } · last { $time }
device-owner = Organisation
device-place = Stands at
device-key = Public key
device-registered = Registered
device-hours = Hours anchored
device-last-hour = Last anchored hour
device-retired-why = Why out of use
device-readings = Latest readings
device-readings-empty = No reading yet. See how to connect the device.
device-reading-line = { $time } · number { $number }
device-hours-title = The last 24 hours
device-hour-late = anchored late
device-hour-anchored = anchored
device-hour-now = this hour
device-hour-none = no readings
device-hour-waits = waits for its anchor
device-hour-line = Readings: { $readings } · numbers { $first } to { $last } · block { $block }
device-hour-missing = Missing numbers: { $number }
device-hour-taken = Readings taken in: { $readings }
device-connect = How to connect
device-connect-explain = The secret key stays on the device; it is never kept here. The commands below run on a device or gateway with openssl, curl and jq. TOKEN is a token made through the interface for programs.
device-connect-numbers = Numbers of readings rise without gaps; a gap leaves a warning on the ledger. Values are in thousandths: 38.6 °C is 38600.
device-step-key = 1. Make the keys on the device; the second line prints the public key to register
device-step-reading = 2. Send a reading
device-step-anchor = 3. After each hour, get what is to be signed
device-step-sign = 4. Have the device sign it and hand the anchor in

do-register-device = Register a device
register-device-explain = Make the keys on the device first, then enter the public key here.
do-rotate-device-key = Change the key
rotate-device-key-explain = The old key signs nothing more; the numbers of readings go on.
do-move-device = Move
do-retire-device = Take out of use

ask-device_kind = Kind of device
ask-place = Stands at
ask-place_tag = Or: ear tag of an animal
ask-place_tag-hint = 15 digits, for a collar or another device on one animal; leave it blank for all others
ask-device_key = Public key
ask-device_key-hint = 64 hexadecimal digits, made by the device
ask-device_serial = Serial number
ask-device_serial-hint = Only its digest is kept on the ledger
mistake-device-key = A public key is 64 hexadecimal digits
mistake-device-serial = Enter the serial number
mistake-place-tag = There is no such ear tag

word-device-scale = Scale
word-device-thermometer = Thermometer
word-device-collar = Collar
word-device-ear_tag_reader = Ear tag reader
word-device-camera = Camera
word-device-weather_station = Weather station
word-device-feeder = Feeder
word-device-soil_probe = Soil probe
word-device-water_probe = Water probe
word-device-cold_chain_recorder = Cold chain recorder

word-metric-mass = Mass
word-metric-temperature = Temperature
word-metric-humidity = Humidity
word-metric-activity = Activity
word-metric-rumination = Rumination
word-metric-feed = Feed taken
word-metric-water = Water taken
word-metric-heads = Heads
