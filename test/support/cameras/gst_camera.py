"""An RTSP camera of GStreamer's server: prints its port, and plays a ball until it is ended.

Arguments: user name and password for digest authentication.
"""

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer

FILM = (
    "( videotestsrc is-live=true pattern=ball"
    " ! video/x-raw,width=192,height=108,framerate=10/1"
    " ! x264enc tune=zerolatency speed-preset=ultrafast key-int-max=10"
    " ! rtph264pay name=pay0 pt=96 config-interval=1 )"
)

Gst.init(None)
user, password = sys.argv[1:]
server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service("0")

token = GstRtspServer.RTSPToken()
token.set_string("media.factory.role", "user")
authentication = GstRtspServer.RTSPAuth()
authentication.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
authentication.add_digest(user, password, token)
server.set_auth(authentication)

permissions = GstRtspServer.RTSPPermissions()
permissions.add_permission_for_role("user", "media.factory.access", True)
permissions.add_permission_for_role("user", "media.factory.construct", True)
factory = GstRtspServer.RTSPMediaFactory()
factory.set_launch(FILM)
factory.set_shared(True)
factory.set_permissions(permissions)
server.get_mount_points().add_factory("/live", factory)

server.attach(None)
print(server.get_bound_port(), flush=True)
GLib.MainLoop().run()
